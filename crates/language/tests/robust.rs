//! Text as it comes: capitals, missing marks, foreign names and quotations, addresses, digits, letters that look alike.
//! All sentences were written for this test.

use rafid_language::Identifier;

fn check(cases: &[(&str, &str)]) {
    let answers = cases.iter().map(|(tag, text)| (*tag, Identifier::embedded().identify(text), *text));
    let wrong: Vec<String> = answers
        .filter(|(tag, answer, _)| answer.language() != *tag)
        .map(|(tag, answer, text)| format!("{tag}: {} {:.3} {text}", answer.tag, answer.confidence))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn titles_in_capitals() {
    check(&[
        ("en", "CITY COUNCIL APPROVES NEW BRIDGE OVER THE RIVER AFTER LONG DEBATE"),
        ("de", "STADTRAT BESCHLIESST NEUE BRÜCKE ÜBER DEN FLUSS NACH LANGER DEBATTE"),
        ("fr", "LE CONSEIL MUNICIPAL APPROUVE LE NOUVEAU PONT APRÈS UN LONG DÉBAT"),
        ("es", "EL AYUNTAMIENTO APRUEBA EL NUEVO PUENTE TRAS UN LARGO DEBATE"),
        ("tr", "BELEDİYE MECLİSİ UZUN TARTIŞMALARDAN SONRA YENİ KÖPRÜYÜ ONAYLADI"),
        ("pl", "RADA MIASTA ZATWIERDZIŁA BUDOWĘ NOWEGO MOSTU PO DŁUGIEJ DYSKUSJI"),
        ("ru", "ГОРОДСКОЙ СОВЕТ ОДОБРИЛ СТРОИТЕЛЬСТВО НОВОГО МОСТА ЧЕРЕЗ РЕКУ"),
        ("uk", "МІСЬКА РАДА СХВАЛИЛА БУДІВНИЦТВО НОВОГО МОСТУ ЧЕРЕЗ РІЧКУ"),
        ("el", "ΤΟ ΔΗΜΟΤΙΚΟ ΣΥΜΒΟΥΛΙΟ ΕΝΕΚΡΙΝΕ ΤΗ ΝΕΑ ΓΕΦΥΡΑ"),
        ("vi", "HỘI ĐỒNG THÀNH PHỐ THÔNG QUA KẾ HOẠCH XÂY CẦU MỚI QUA SÔNG"),
    ]);
}

#[test]
fn missing_marks() {
    check(&[
        ("fr", "Le maire a declare mercredi que les ecoles resteront fermees jusqu'a la fin de la semaine."),
        ("es", "El alcalde declaro el miercoles que las escuelas seguiran cerradas hasta el proximo lunes."),
        ("pl", "Burmistrz powiedzial w srode, ze szkoly pozostana zamkniete do konca tygodnia."),
        ("cs", "Starosta ve stredu rekl, ze skoly zustanou zavrene az do konce tydne."),
        ("tr", "Belediye baskani carsamba gunu okullarin hafta sonuna kadar kapali kalacagini soyledi."),
        ("vi", "Thi truong cho biet hom thu tu rang cac truong hoc se dong cua den cuoi tuan."),
        ("ro", "Primarul a declarat miercuri ca scolile vor ramane inchise pana la sfarsitul saptamanii."),
        (
            "de",
            "Der Buergermeister sagte am Mittwoch, dass die Schulen bis Ende der Woche geschlossen bleiben muessen.",
        ),
    ]);
}

#[test]
fn names_and_quotations_of_another_script() {
    check(&[
        ("ar", "قال المتحدث باسم شركة Microsoft Corporation إن خدمة Windows Update ستتوقف مساء الخميس."),
        ("fa", "شرکت Samsung Electronics اعلام کرد که تلفن Galaxy در ماه آینده به بازار می‌آید."),
        ("ru", "Компания Apple представила новый телефон iPhone Pro Max на выставке в городе."),
        ("ja", "市長は記者会見でSmart City Projectについて説明し、来年から始めると述べた。"),
        ("zh", "市长在记者会上介绍了Smart City Project项目，并表示明年开始施工。"),
        ("en", "The word “بلدية” means municipality, the mayor of the old town told reporters on Wednesday."),
        ("de", "Der Verein Зенит gewann am Mittwochabend das Spiel gegen die Gäste aus dem Norden."),
        ("he", "חברת Google הודיעה ביום רביעי כי תפתח משרד חדש בעיר בשנה הבאה."),
        ("hi", "मेयर ने बुधवार को Smart City Mission के बारे में पत्रकारों को जानकारी दी।"),
    ]);
}

#[test]
fn addresses_digits_and_markup() {
    check(&[
        (
            "it",
            "Il sindaco ha scritto su https://www.example.com/news/the-new-bridge-is-open che il ponte è aperto.",
        ),
        (
            "nl",
            "Lees meer op www.example.org/english/page of stuur een bericht naar info@example.org over de nieuwe brug.",
        ),
        (
            "sv",
            "<p class=\"lead\">Kommunen beslutade på onsdagen att <b>bygga</b> en ny bro&nbsp;över ån.</p>",
        ),
        ("id", "Wali kota mengatakan 12.500 warga (45,3%) telah menerima bantuan pada 3/4/2024 pukul 09.30."),
        (
            "pt",
            "@prefeitura A ponte nova custou R$ 12.500.000,00 e abriu às 9h30 de 12/03, disse o prefeito #ponte",
        ),
        (
            "fi",
            "12.3.2024 klo 14.05: Kaupunginvaltuusto päätti keskiviikkona rakentaa uuden sillan joen yli.",
        ),
    ]);
}

#[test]
fn one_letter_tells_short_texts_of_the_arabic_script_apart() {
    check(&[
        ("ps", "ډېره ښه ده."),
        ("ps", "دا ډېر تاریخي کور دی."),
        ("sd", "هي ڪتاب منهنجو آهي."),
        ("sd", "ڇا توهان ٺيڪ آهيو؟"),
        ("ckb", "ئەمە کتێبێکی نوێیە."),
        ("ckb", "هەواڵی ڕۆژ: کێ هات؟"),
        ("ur", "یہ کیا ہے؟"),
        ("ur", "وہ لڑکی گھر میں ہے۔"),
        ("ug", "بۇ يېڭى كىتاب."),
        ("fa", "این کتاب خوب است."),
        ("ar", "هذا كتاب جديد."),
    ]);
}

#[test]
fn cost_is_bounded_whatever_the_text() {
    // A megabyte each; without bounds these take from tenths of a second up, in a debug build many.
    for unit in ["</", "<!--", "7", "\u{301}", "x", "a@", "&#", " "] {
        let text = unit.repeat((1 << 20) / unit.len());
        let tag = Identifier::embedded().identify(&text);
        assert!(!tag.reliable, "{unit} {tag:?}");
    }
}
