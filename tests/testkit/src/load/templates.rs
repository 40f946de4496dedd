//! Sentences in many languages and scripts, with slots for a place, a person and a number.

/// What articles of one language are made of.
#[derive(Debug)]
pub(super) struct Language {
    /// BCP 47.
    pub(super) tag: &'static str,
    /// A headline.
    pub(super) title: &'static str,
    /// What stands between two sentences.
    pub(super) between: &'static str,
    pub(super) places: &'static [&'static str],
    pub(super) people: &'static [&'static str],
    /// With `{place}`, `{person}` and `{n}`.
    pub(super) sentences: &'static [&'static str],
}

/// Places as keywords: a tag of the language, and the name.
pub(super) const PLACES: &[(&str, &str)] =
    &[("en", "Moscow"), ("ar", "الرياض"), ("fr", "Genève"), ("ja", "東京")];

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        tag: "en",
        title: "Water board agrees on a new canal",
        between: " ",
        places: &["Moscow", "Riyadh", "Kyiv", "Geneva", "Nairobi"],
        people: &["António Guterres", "Ursula von der Leyen", "Joe Biden"],
        sentences: &[
            "Officials in {place} said on Tuesday that the canal will carry water to {n} villages.",
            "{person} called the agreement a small but useful step for the whole region.",
            "The work is to begin in spring and should cost about {n} million dollars.",
            "Farmers near {place} have waited for the decision since the last dry summer.",
            "Nobody at the meeting, {person} included, expected the talks to end so soon.",
        ],
    },
    Language {
        tag: "ar",
        title: "مجلس المياه يوافق على قناة جديدة",
        between: " ",
        places: &["موسكو", "الرياض", "كييف", "القاهرة", "بغداد"],
        people: &["فلاديمير بوتين", "أنطونيو غوتيريش", "محمد بن سلمان"],
        sentences: &[
            "قال مسؤولون في {place} يوم الثلاثاء إن القناة ستنقل المياه إلى {n} قرية.",
            "ووصف {person} الاتفاق بأنه خطوة صغيرة لكنها مفيدة للمنطقة كلها.",
            "ومن المقرر أن يبدأ العمل في الربيع بكلفة تبلغ نحو {n} مليون دولار.",
            "وينتظر المزارعون قرب {place} هذا القرار منذ الصيف الجاف الماضي.",
        ],
    },
    Language {
        tag: "fr",
        title: "Le conseil de l’eau approuve un nouveau canal",
        between: " ",
        places: &["Genève", "Moscou", "Dakar", "Bruxelles"],
        people: &["Emmanuel Macron", "António Guterres"],
        sentences: &[
            "Les responsables réunis à {place} ont annoncé mardi que le canal desservira {n} villages.",
            "{person} a qualifié cet accord d’étape modeste mais utile pour toute la région.",
            "Les travaux doivent commencer au printemps et coûter près de {n} millions d’euros.",
            "Près de {place}, les agriculteurs attendaient cette décision depuis l’été dernier.",
        ],
    },
    Language {
        tag: "de",
        title: "Wasserverband beschließt neuen Kanal",
        between: " ",
        places: &["Genf", "Wien", "Kiew", "Hamburg"],
        people: &["Olaf Scholz", "Ursula von der Leyen"],
        sentences: &[
            "Die Behörden in {place} teilten am Dienstag mit, dass der Kanal {n} Dörfer versorgen soll.",
            "{person} nannte die Einigung einen kleinen, aber nützlichen Schritt für die Region.",
            "Die Arbeiten beginnen im Frühjahr und kosten voraussichtlich {n} Millionen Euro.",
            "Auf den Höfen bei {place} hatte man seit dem trockenen Sommer darauf gewartet.",
        ],
    },
    Language {
        tag: "ru",
        title: "Водный совет одобрил новый канал",
        between: " ",
        places: &["Москве", "Женеве", "Киеве", "Минске"],
        people: &["Владимир Путин", "Антониу Гутерриш"],
        sentences: &[
            "Власти в {place} сообщили во вторник, что по каналу вода придёт в {n} деревень.",
            "{person} назвал соглашение небольшим, но полезным шагом для всего региона.",
            "Работы начнутся весной и обойдутся примерно в {n} миллионов рублей.",
            "Фермеры ждали этого решения с прошлого засушливого лета.",
        ],
    },
    Language {
        tag: "es",
        title: "El consejo del agua aprueba un nuevo canal",
        between: " ",
        places: &["Ginebra", "Madrid", "Bogotá", "Lima"],
        people: &["Pedro Sánchez", "António Guterres"],
        sentences: &[
            "Las autoridades de {place} anunciaron el martes que el canal llevará agua a {n} pueblos.",
            "{person} describió el acuerdo como un paso pequeño pero útil para toda la región.",
            "Las obras empezarán en primavera y costarán unos {n} millones de euros.",
        ],
    },
    Language {
        tag: "tr",
        title: "Su kurulu yeni kanalı onayladı",
        between: " ",
        places: &["Ankara", "İstanbul", "Cenevre"],
        people: &["Recep Tayyip Erdoğan", "António Guterres"],
        sentences: &[
            "{place} kentindeki yetkililer salı günü kanalın {n} köye su taşıyacağını söyledi.",
            "{person} anlaşmayı bölge için küçük ama yararlı bir adım olarak nitelendirdi.",
            "Çalışmaların ilkbaharda başlaması ve {n} milyon liraya mal olması bekleniyor.",
        ],
    },
    Language {
        tag: "fa",
        title: "شورای آب با کانال تازه موافقت کرد",
        between: " ",
        places: &["تهران", "مسکو", "ژنو"],
        people: &["ولادیمیر پوتین", "آنتونیو گوترش"],
        sentences: &[
            "مقام‌های {place} روز سه‌شنبه گفتند که این کانال آب را به {n} روستا می‌رساند.",
            "{person} این توافق را گامی کوچک اما سودمند برای همه منطقه دانست.",
            "قرار است کار در بهار آغاز شود و حدود {n} میلیون دلار هزینه داشته باشد.",
        ],
    },
    Language {
        tag: "zh",
        title: "水务委员会批准新运河",
        between: "",
        places: &["北京", "莫斯科", "日内瓦"],
        people: &["习近平", "古特雷斯"],
        sentences: &[
            "{place}官员星期二表示，运河将向{n}个村庄供水。",
            "{person}称该协议是对整个地区有益的一小步。",
            "工程将于春季开工，预计耗资约{n}万元。",
        ],
    },
    Language {
        tag: "ja",
        title: "水利委員会が新しい運河を承認",
        between: "",
        places: &["東京", "モスクワ", "ジュネーブ"],
        people: &["岸田文雄", "グテーレス"],
        sentences: &[
            "{place}の当局者は火曜日、運河が{n}の村に水を届けると述べた。",
            "{person}氏はこの合意を地域にとって小さいが有益な一歩だと評価した。",
            "工事は春に始まり、費用は約{n}億円になる見通しだ。",
        ],
    },
    Language {
        tag: "ko",
        title: "물 위원회, 새 운하 승인",
        between: " ",
        places: &["서울", "모스크바", "제네바"],
        people: &["윤석열", "구테흐스"],
        sentences: &[
            "{place} 당국자들은 화요일 운하가 {n}개 마을에 물을 공급할 것이라고 밝혔다.",
            "{person}은 이번 합의가 지역 전체에 작지만 유용한 걸음이라고 말했다.",
            "공사는 봄에 시작되며 약 {n}억 원이 들 전망이다.",
        ],
    },
    Language {
        tag: "hi",
        title: "जल परिषद ने नई नहर को मंज़ूरी दी",
        between: " ",
        places: &["दिल्ली", "मॉस्को", "जिनेवा"],
        people: &["नरेंद्र मोदी", "एंटोनियो गुटेरेस"],
        sentences: &[
            "{place} के अधिकारियों ने मंगलवार को कहा कि नहर {n} गाँवों तक पानी पहुँचाएगी।",
            "{person} ने समझौते को पूरे क्षेत्र के लिए छोटा पर उपयोगी कदम बताया।",
            "काम वसंत में शुरू होगा और इस पर लगभग {n} करोड़ रुपये खर्च होंगे।",
        ],
    },
    Language {
        tag: "he",
        title: "מועצת המים אישרה תעלה חדשה",
        between: " ",
        places: &["ירושלים", "מוסקבה", "ז'נבה"],
        people: &["בנימין נתניהו", "אנטוניו גוטרש"],
        sentences: &[
            "גורמים רשמיים ב{place} מסרו ביום שלישי כי התעלה תוביל מים ל-{n} כפרים.",
            "{person} כינה את ההסכם צעד קטן אך מועיל לאזור כולו.",
            "העבודות יחלו באביב ויעלו כ-{n} מיליון שקלים.",
        ],
    },
];
