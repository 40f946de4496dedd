//! Whole pages of our own: labels in every language of the lexicon, and further articles behind "read also".
#![allow(clippy::expect_used)]

use rafid_text::article::{Body, Input, NoNames, Page, normalize};
use rafid_text::limits::Limits;

fn page(text: &str) -> Page {
    normalize(&Input::new(Body::Text(text.as_bytes())), &NoNames, &Limits::default()).expect("an article")
}

#[test]
fn reads_labelled_lines_in_every_language() {
    // language, title, body, then the labels: published, source, author, keywords, related, share, rights
    let check = |title: &str, body: &str, labels: [&str; 7]| {
        let [published, source, author, keywords, related, share, rights] = labels;
        let text = format!(
            "{title}\n{published}: 2024-05-03\n{author}: Jane Doe\n{body}\n{source}: Harbour News\n\
             {keywords}: bridge, harbour\n{share}\n{related}:\nOther headline of today\nAnother headline of today\n{rights}\n"
        );
        let page = page(&text);
        assert_eq!(page.articles.len(), 1, "{text}");
        let article = &page.articles[0];
        assert_eq!(article.title.as_ref().map(|line| line.text.as_str()), Some(title));
        let paragraphs: Vec<&str> = article.paragraphs.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(paragraphs, [body], "{text}");
        assert_eq!(article.published.value.as_deref(), Some("2024-05-03"), "{published}");
        assert_eq!(article.source_name.as_deref(), Some("Harbour News"), "{source}");
        assert_eq!(article.authors, ["Jane Doe"], "{author}");
        assert_eq!(article.keywords.items, ["bridge", "harbour"], "{keywords}");
        let links: Vec<&str> = article.links.iter().filter_map(|link| link.title.as_deref()).collect();
        assert_eq!(links, ["Other headline of today", "Another headline of today"], "{related}");
        let reasons: Vec<&str> = article.removed.iter().map(|removed| removed.reason.as_str()).collect();
        let want = [
            "published_label",
            "author_label",
            "source_label",
            "keywords_label",
            "share",
            "related_marker",
            "related_link",
            "related_link",
            "rights",
        ];
        assert_eq!(reasons, want, "{text}");
    };
    check(
        "عودة الحركة إلى جسر الميناء القديم",
        "أعلنت بلدية المدينة أن جسر الميناء القديم فتح أمام السيارات صباح الجمعة بعد عامين من أعمال الصيانة.",
        [
            "تاريخ النشر",
            "المصدر",
            "الكاتب",
            "كلمات مفتاحية",
            "اقرأ أيضا",
            "شارك المقال",
            "جميع الحقوق محفوظة",
        ],
    );
    check(
        "Harbour bridge open again",
        "The bridge over the old harbour reopened on Friday morning after two years of repairs, the city said.",
        [
            "Published on",
            "Source",
            "Author",
            "Tags",
            "Read also",
            "Share this article",
            "All rights reserved",
        ],
    );
    check(
        "Le pont du vieux port rouvre enfin",
        "Le pont du vieux port a rouvert vendredi matin après deux années de travaux, a annoncé la mairie.",
        ["Publié le", "Source", "Auteur", "Mots-clés", "Lire aussi", "Partager", "Tous droits réservés"],
    );
    check(
        "Reabre el puente del viejo puerto",
        "El puente del viejo puerto reabrió el viernes por la mañana tras dos años de obras, anunció el municipio.",
        [
            "Publicado",
            "Fuente",
            "Autor",
            "Etiquetas",
            "Lea también",
            "Compartir",
            "Todos los derechos reservados",
        ],
    );
    check(
        "Brücke am alten Hafen wieder offen",
        "Die Brücke am alten Hafen ist seit Freitagmorgen nach zwei Jahren Bauzeit wieder offen, teilte die Stadt mit.",
        [
            "Veröffentlicht am",
            "Quelle",
            "Autorin",
            "Schlagwörter",
            "Lesen Sie auch",
            "Teilen",
            "Alle Rechte vorbehalten",
        ],
    );
    check(
        "Ponte do antigo porto reaberta hoje",
        "A ponte do antigo porto foi reaberta na manhã de sexta-feira após dois anos de obras, informou a prefeitura.",
        [
            "Publicado em",
            "Fonte",
            "Autor",
            "Palavras-chave",
            "Leia também",
            "Compartilhe",
            "Todos os direitos reservados",
        ],
    );
    check(
        "Riapre il ponte del vecchio porto",
        "Il ponte del vecchio porto ha riaperto venerdì mattina dopo due anni di lavori, ha annunciato il comune.",
        [
            "Pubblicato il",
            "Fonte",
            "Autore",
            "Parole chiave",
            "Leggi anche",
            "Condividi",
            "Tutti i diritti riservati",
        ],
    );
    check(
        "Eski liman köprüsü yeniden açıldı",
        "Eski liman köprüsü iki yıl süren onarımın ardından cuma sabahı yeniden trafiğe açıldı, belediye duyurdu.",
        [
            "Yayınlanma Tarihi",
            "Kaynak",
            "Yazar",
            "Etiketler",
            "İlgili Haberler",
            "Paylaş",
            "Tüm hakları saklıdır",
        ],
    );
    check(
        "بازگشایی پل قدیمی بندر پس از دو سال",
        "شهرداری اعلام کرد پل قدیمی بندر پس از دو سال تعمیر صبح جمعه برای خودروها باز شد و رفت‌وآمد آغاز شد.",
        [
            "تاریخ انتشار",
            "منبع",
            "نویسنده",
            "برچسب‌ها",
            "بیشتر بخوانید",
            "اشتراک گذاری",
            "تمامی حقوق محفوظ است",
        ],
    );
    check(
        "پرانی بندرگاہ کا پل دوبارہ کھل گیا",
        "شہر کی انتظامیہ نے بتایا کہ پرانی بندرگاہ کا پل دو سال کی مرمت کے بعد جمعے کی صبح دوبارہ کھول دیا گیا۔",
        ["تاریخ اشاعت", "بشکریہ", "مصنف", "ٹیگز", "یہ بھی پڑھیں", "شیئر کریں", "جملہ حقوق محفوظ ہیں"],
    );
    check(
        "Мост в старом порту снова открыт",
        "Мост в старом порту открылся утром в пятницу после двух лет ремонта, сообщили городские власти.",
        ["Опубликовано", "Источник", "Автор", "Теги", "Читайте также", "Поделиться", "Все права защищены"],
    );
    check(
        "Міст у старому порту знову відкрито",
        "Міст у старому порту відкрили вранці в п'ятницю після двох років ремонту, повідомила міська влада.",
        ["Опубліковано", "Джерело", "Автор", "Теги", "Читайте також", "Поділитися", "Усі права захищено"],
    );
    check(
        "老港大桥重新开放通行",
        "市政府宣布，老港大桥经过两年维修，于星期五上午重新开放，允许小汽车通行，卡车仍须使用隧道。",
        ["发布时间", "来源", "作者", "关键词", "相关阅读", "分享", "版权所有"],
    );
    check(
        "旧港の橋が二年ぶりに再開",
        "市は、旧港の橋が二年間の修理を終え、金曜日の朝から自動車の通行を再開したと発表した。",
        ["公開日", "出典", "著者", "キーワード", "関連記事", "シェアする", "無断転載を禁じます"],
    );
    check(
        "옛 항구 다리 이 년 만에 다시 열려",
        "시는 옛 항구의 다리가 이 년 동안의 수리를 마치고 금요일 아침부터 승용차에 다시 열렸다고 밝혔다.",
        ["입력", "출처", "글", "키워드", "관련 기사", "공유하기", "무단전재 및 재배포 금지"],
    );
    check(
        "पुराने बंदरगाह का पुल फिर खुला",
        "नगर प्रशासन ने बताया कि पुराने बंदरगाह का पुल दो साल की मरम्मत के बाद शुक्रवार सुबह फिर खोल दिया गया।",
        ["प्रकाशित", "स्रोत", "लेखक", "टैग", "यह भी पढ़ें", "शेयर करें", "सर्वाधिकार सुरक्षित"],
    );
    check(
        "Jembatan pelabuhan lama dibuka kembali",
        "Jembatan pelabuhan lama dibuka kembali pada Jumat pagi setelah dua tahun perbaikan, kata pemerintah kota.",
        ["Diterbitkan", "Sumber", "Penulis", "Kata kunci", "Baca juga", "Bagikan", "Hak cipta dilindungi"],
    );
    check(
        "Cầu cảng cũ mở lại sau hai năm",
        "Cầu cảng cũ đã mở lại vào sáng thứ Sáu sau hai năm sửa chữa, chính quyền thành phố cho biết.",
        ["Ngày đăng", "Nguồn", "Tác giả", "Từ khóa", "Xem thêm", "Chia sẻ", "Giữ bản quyền"],
    );
    check(
        "Most w starym porcie znów otwarty",
        "Most w starym porcie otwarto w piątek rano po dwóch latach remontu, poinformowały władze miasta.",
        [
            "Opublikowano",
            "Źródło",
            "Autor",
            "Słowa kluczowe",
            "Czytaj także",
            "Udostępnij",
            "Wszelkie prawa zastrzeżone",
        ],
    );
    check(
        "Brug over oude haven weer open",
        "De brug over de oude haven ging vrijdagochtend na twee jaar werk weer open, meldde de gemeente.",
        [
            "Gepubliceerd op",
            "Bron",
            "Auteur",
            "Trefwoorden",
            "Lees ook",
            "Delen",
            "Alle rechten voorbehouden",
        ],
    );
    check(
        "Bron över gamla hamnen öppen igen",
        "Bron över gamla hamnen öppnade på fredagsmorgonen efter två års arbete, meddelade kommunen.",
        [
            "Publicerad",
            "Källa",
            "Författare",
            "Nyckelord",
            "Läs också",
            "Dela artikeln",
            "Alla rättigheter förbehållna",
        ],
    );
    check(
        "Broen over gamlehavna åpen igjen",
        "Broen over gamlehavna åpnet fredag morgen etter to års arbeid, opplyste kommunen i en melding.",
        [
            "Publisert",
            "Kilde",
            "Forfatter",
            "Nøkkelord",
            "Les også",
            "Del artikkelen",
            "Alle rettigheter forbeholdt",
        ],
    );
}

#[test]
fn splits_further_articles_and_no_others() {
    // text, and the title and number of paragraphs of each article
    let check = |text: &str, want: &[(&str, usize)]| {
        let page = page(text);
        let found: Vec<(&str, usize)> = page
            .articles
            .iter()
            .map(|article| {
                (article.title.as_ref().map_or("", |line| line.text.as_str()), article.paragraphs.len())
            })
            .collect();
        assert_eq!(found, want, "{text}");
    };
    let main = "Harbour bridge open again\nPublished: 3 May 2024\nThe bridge over the old harbour reopened on Friday \
                morning after two years of repairs, the city said.\nLorries must take the tunnel until the end of the month.";
    let olives = "Farmers in the northern valley harvested more olives than in any year since records began, the \
                  growers said.\nPrices fell by a tenth in the week after the harvest, traders in the valley said.";
    let title = "Olive harvest in northern valley breaks records";
    check(main, &[("Harbour bridge open again", 2)]);
    check(
        &format!("{main}\nSource: Harbour News\nRead also:\n{title}\nValley Post../\n{olives}"),
        &[("Harbour bridge open again", 2), (title, 2)],
    );
    check(
        &format!("{main}\nRead also:\n{title}\n(AFP) - {olives}"),
        &[("Harbour bridge open again", 2), (title, 2)],
    );
    // a link amid the article: the text that follows is the article's own
    let more = "Engineers will watch the bridge for another month, and the harbour office will count the lorries there.";
    check(&format!("{main}\nRead also: {title}\n{more}"), &[("Harbour bridge open again", 3)]);
    check(
        &format!("{main}\nRead also:\nFerry fares to rise in June\n{more}"),
        &[("Harbour bridge open again", 3)],
    );
    // a list of links at the end
    check(
        &format!("{main}\nRead also:\n{title}\nFerry fares to rise in June\n"),
        &[("Harbour bridge open again", 2)],
    );
}

#[test]
fn keeps_a_supplied_title_and_takes_its_echo_out() {
    let text = "HARBOUR BRIDGE OPEN AGAIN!\n\nThe bridge over the old harbour reopened on Friday morning, the city said.";
    let input =
        Input { title: Some("Harbour bridge open\u{a0}again"), ..Input::new(Body::Text(text.as_bytes())) };
    let page = normalize(&input, &NoNames, &Limits::default()).expect("an article");
    let article = &page.articles[0];
    assert_eq!(article.title.as_ref().map(|line| line.text.as_str()), Some("Harbour bridge open again"));
    assert_eq!(article.title_source.as_str(), "title");
    assert_eq!(article.paragraphs.len(), 1);
    assert_eq!(
        article.removed.iter().map(|removed| removed.reason.as_str()).collect::<Vec<_>>(),
        ["title_repeated"]
    );
}

/// A line that is a number, a season or a span of days is no date of publication.
#[test]
fn numbers_and_spans_stay_in_the_text() {
    let body =
        "The bridge over the harbour was closed for repairs, and traffic was led through the old town.";
    for line in
        ["1712345678", "20240312", "2024", "2024-072", "12–14 March 2024", "Summer 2024", "March 2024"]
    {
        let page = page(&format!("Bridge over the harbour closes\n\n{line}\n{body}\n{body}\n"));
        let article = &page.articles[0];
        assert_eq!(article.published.value, None, "{line}");
        assert!(article.removed.iter().all(|removed| removed.text != line), "{line}");
    }
}

/// Lines with a label's word before a colon that are no labels: conversations, headlines, sentences.
#[test]
fn what_people_say_is_no_label() {
    let body =
        "The bridge over the harbour was closed for repairs, and traffic was led through the old town.";
    let kept = |lines: &str, title: Option<&str>| {
        let text = format!("{lines}\n");
        let input = Input { title, ..Input::new(Body::Text(text.as_bytes())) };
        let page = normalize(&input, &NoNames, &Limits::default()).expect("an article");
        let article = &page.articles[0];
        assert_eq!(article.authors, [""; 0], "{lines}");
        assert_eq!(article.source_name, None, "{lines}");
        assert!(article.keywords.items.is_empty(), "{lines}");
        let all = article.title.iter().chain(&article.paragraphs).map(|line| line.text.as_str());
        let all: Vec<&str> = all.filter(|text| Some(*text) != title).collect();
        assert_eq!(all, lines.lines().collect::<Vec<&str>>(), "{lines}");
    };
    for talk in [
        "Reporter: You left the town\nAuthor: I never said that",
        "Корреспондент: вы уехали из города\nАвтор: я этого не говорил",
        "مراسل: غادرت المدينة\nالكاتب: لم أقل ذلك\nمراسل: إلى أين",
        "记者：你离开了城市\n作者：我没说过\n记者：去哪里了",
        "기자: 도시를 떠났다\n작가: 아니다\n기자: 그렇다",
        "Topics: nobody wanted to talk about them.",
    ] {
        kept(&format!("{body}\n{talk}\n{body}"), Some("A talk by the harbour"));
        kept(&format!("{talk}\n{body}"), Some("A talk by the harbour"));
    }
    for headline in [
        "Sources: Israel plans new operation",
        "مصدر: الجيش يستعد للانسحاب",
        "来源：军队准备撤离城市",
        "Kaynak: bakan istifa etti",
        "تقرير: الحكومة تستعد للاستقالة",
        "Haber: Bakan istifa etti",
        "Текст: правительство ушло в отставку",
    ] {
        kept(&format!("{headline}\n{body}\n{body}"), None);
    }
    // between paragraphs, in a script without capitals
    kept(&format!("{body}\nمصدر: الجيش يستعد\n{body}"), Some("A talk by the harbour"));
}

#[test]
fn a_supplied_source_gives_way_only_to_one_that_is_known() {
    let check = |line: &str, want: &str| {
        let text =
            format!("The bridge over the harbour was closed for repairs, the city said on Friday.\n{line}\n");
        let input = Input {
            title: Some("Bridge closed"),
            source: Some("Harbour News"),
            ..Input::new(Body::Text(text.as_bytes()))
        };
        let page = normalize(&input, &NoNames, &Limits::default()).expect("an article");
        assert_eq!(page.articles[0].source_name.as_deref(), Some(want), "{line}");
        assert_eq!(page.articles[0].paragraphs.len(), 1, "{line}");
    };
    check("Source: Reuters", "Reuters");
    check("Source: Old Town Office", "Harbour News");
}

#[test]
fn a_byline_stands_before_the_text() {
    let body =
        "The bridge over the harbour was closed for repairs, and traffic was led through the old town.";
    for (head, author) in [
        ("بقلم: عبد الله المنسي وسعيد الحداد", "عبد الله المنسي وسعيد الحداد"),
        ("خاص\nإعداد: عبد الله المنسي", "عبد الله المنسي"),
        ("Author: Jane Doe", "Jane Doe"),
        ("作者：王小明", "王小明"),
    ] {
        let page = page(&format!("{head}\n{body}\n{body} Again.\n"));
        assert_eq!(page.articles[0].authors, [author], "{head}");
    }
}

/// Mail and wires break their lines at a column.
#[test]
fn lines_broken_at_a_column_are_joined() {
    let paragraphs = |text: &str| -> Vec<String> {
        let article = page(text).articles.remove(0);
        article.title.iter().chain(&article.paragraphs).map(|line| line.text.clone()).collect()
    };
    let wrapped = "Harbour bridge open again\n\n\
        The bridge over the old harbour reopened on Friday morning\n\
        after two years of repairs, the city said. Lorries must\n\
        take the tunnel until the end of the month, and the ferry\n\
        goes on as before.\n\n\
        Engineers will watch the bridge for another month. The\n\
        harbour office will count the lorries there and tell the\n\
        council in June.\n";
    assert_eq!(
        paragraphs(wrapped),
        [
            "Harbour bridge open again",
            "The bridge over the old harbour reopened on Friday morning after two years of repairs, the city said. \
             Lorries must take the tunnel until the end of the month, and the ferry goes on as before.",
            "Engineers will watch the bridge for another month. The harbour office will count the lorries there and \
             tell the council in June.",
        ]
    );
    let article = page(wrapped).articles.remove(0);
    assert!(article.paragraphs.iter().all(|line| line.check(wrapped)), "{:?}", article.paragraphs);
    let chinese = "老港大桥重新开放通行\n\n市政府宣布，老港大桥经过两年维修，将于星期五上午重新\n\
        开放，允许小汽车通行。负责工程的工程师表示，卡车在月\n底之前仍须使用隧道，工作人员将继续观察桥梁的情况，并\n及时公布结果。\n";
    assert_eq!(paragraphs(chinese).len(), 2);
    assert!(paragraphs(chinese)[1].contains("重新开放，允许"), "{:?}", paragraphs(chinese));
    // verse, results, and lines that are paragraphs
    for kept in [
        "The harbour is asleep tonight and still,\nthe boats are in,\nthe lamps are lit on the hill,\nand so begin\n\n\
         the long grey hours without a sound,\nthe tide is low,\nthe nets are lying on the ground,\nand we shall go.\n",
        "Results of the second round on Saturday evening\n\nVelmouth 2-1 Dorn\nOrly 0-0 Kent\nAldby 3-2 Marsh\nQuay 1-1 Weir\n",
        "The bridge over the old harbour reopened on Friday morning.\nLorries must take the tunnel until the month ends.\n\n\
         The ferry goes on as before.\nEngineers will watch it.\nThe office will count lorries and tell the council.\n",
    ] {
        assert_eq!(paragraphs(kept), kept.lines().filter(|line| !line.is_empty()).collect::<Vec<&str>>());
    }
}
