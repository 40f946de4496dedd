//! The words behind [`super::hints`].

use super::hints::Hints;

/// The role that one whole word of a class name or id speaks for.
pub(super) fn of_word(word: &str) -> Hints {
    match word {
        "comment" | "comments" | "kommentar" | "kommentare" | "kommentarer" | "komentar" | "komentarze"
        | "komentare" | "commentaires" | "comentarios" | "comentario" | "commenti" | "disqus" | "respond"
        | "yorum" | "yorumlar" | "reacties" | "coral" | "viafoura" | "livefyre" | "commentlist"
        | "kommentit" => Hints::COMMENT,
        "share" | "shares" | "sharing" | "social" | "socials" | "sharebar" | "sharethis" | "addthis"
        | "addtoany" | "facebook" | "twitter" | "whatsapp" | "telegram" | "linkedin" | "pinterest"
        | "teilen" | "partage" | "partager" | "compartir" | "condividi" | "udostepnij" | "paylas"
        | "follow" | "sns" | "socialmedia" | "bookmark" => Hints::SHARE,
        "related" | "relateds" | "recommended" | "recommendation" | "recommendations" | "recirc"
        | "recirculation" | "outbrain" | "taboola" | "trending" | "popular" | "mostread" | "mostpopular"
        | "readmore" | "seealso" | "morefrom" | "moreon" | "teaser" | "teasers" | "latest" | "similar"
        | "verwandte" | "relacionadas" | "relacionados" | "relacionado" | "correlati" | "correlate"
        | "relaterte" | "relaterad" | "relaterade" | "polecane" | "polecamy" | "benzer" | "ilgili"
        | "gerelateerd" | "suggestions" | "suggested" | "crosslink" | "linkbox" | "powiazane"
        | "souvisejici" | "upnext" | "readnext" | "terkait" => Hints::RELATED,
        "newsletter" | "newsletters" | "signup" | "subscribe" | "mailing" | "mailchimp" | "infolettre"
        | "boletin" | "nieuwsbrief" | "nyhedsbrev" | "nyhetsbrev" => Hints::NEWSLETTER,
        "ad" | "ads" | "adv" | "advert" | "adverts" | "advertisement" | "advertising" | "adslot"
        | "adunit" | "adbox" | "banner" | "banners" | "promo" | "promos" | "promotion" | "promoted"
        | "sponsor" | "sponsored" | "sponsors" | "werbung" | "anzeige" | "anzeigen" | "publicite"
        | "publicidad" | "pubblicita" | "reklama" | "reklam" | "annons" | "annonse" | "annonce"
        | "annoncer" | "advertentie" | "affiliate" | "affiliates" | "dfp" | "gpt" | "googlead"
        | "adsbygoogle" | "iklan" | "reklame" | "mainos" | "commercial" | "merch" | "coupon" | "shop"
        | "donate" | "donation" | "cta" => Hints::ADVERT,
        "cookie" | "cookies" | "consent" | "gdpr" | "onetrust" | "modal" | "popup" | "overlay"
        | "lightbox" | "interstitial" | "didomi" | "disclaimer" => Hints::CONSENT,
        "nav" | "navbar" | "navigation" | "menu" | "menus" | "breadcrumb" | "breadcrumbs" | "crumbs"
        | "pagination" | "pager" | "paging" | "search" | "suche" | "tabs" | "sitemap" | "skip" | "toc"
        | "masthead" | "topbar" | "navi" | "ariane" | "migas" | "submenu" | "dropdown" => Hints::NAVIGATION,
        "footer" | "foot" | "copyright" | "imprint" | "impressum" | "colophon" | "legal" => Hints::FOOTER,
        "sidebar" | "aside" | "rail" | "rightrail" | "leftrail" | "widgets" | "complementary"
        | "marginalia" | "infobox" | "factbox" | "faktabox" | "infokasten" => Hints::SIDEBAR,
        "caption" | "captions" | "figcaption" | "credit" | "credits" | "bildunterschrift" | "legende"
        | "byvideo" | "photographer" | "photocredit" | "cutline" | "bildtext" | "billedtekst"
        | "didascalia" | "legenda" | "copyrights" | "imagecaption" | "pie" | "figure" | "imagen" => {
            Hints::CAPTION
        }
        "byline" | "bylines" | "author" | "authors" | "autor" | "autoren" | "autori" | "autore"
        | "auteur" | "auteurs" | "autores" | "firma" | "verfasser" | "contributor" | "contributors"
        | "writer" | "writers" | "yazar" | "forfatter" | "reporter" | "penulis" | "redaktion"
        | "journalist" => Hints::BYLINE,
        "date" | "dateline" | "timestamp" | "datetime" | "pubdate" | "datum" | "fecha" | "tarih"
        | "published" | "updated" | "dato" | "time" | "publishdate" | "lastupdated" | "dateandtime" => {
            Hints::DATE
        }
        "tags" | "taglist" | "tagcloud" | "topics" | "keywords" | "schlagworte" | "etiquetas" | "themen"
        | "tagged" | "etiketler" | "hashtags" | "topic" | "categories" => Hints::TAGS,
        "paywall" | "subscription" | "regwall" | "abo" | "abonnement" | "barrier" => Hints::PAYWALL,
        "login" | "signin" | "register" | "registration" | "account" => Hints::LOGIN,
        "visuallyhidden" | "offscreen" | "sronly" => Hints::HIDDEN,
        "gallery" | "slideshow" | "slider" | "carousel" | "player" | "video" | "audio" | "podcast"
        | "galerie" | "galeria" | "jwplayer" | "playlist" | "swiper" | "bildergalerie" | "thumbnails" => {
            Hints::MEDIA
        }
        "bio" | "biography" => Hints::BIO,
        "headline" | "title" | "titel" | "titulo" | "titre" | "titolo" | "overskrift" => Hints::TITLE,
        "toolbar" | "tools" | "print" | "rating" | "ratings" | "vote" | "poll" | "quiz" | "survey"
        | "feedback" | "reactions" | "listen" | "tts" | "actions" | "toolbox" | "readspeaker"
        | "correction" => Hints::TOOLS,
        "lead" | "lede" | "standfirst" | "dek" | "deck" | "subtitle" | "subheadline" | "summary"
        | "intro" | "chapo" | "chapeau" | "sapo" | "ingress" | "vorspann" | "sottotitolo" | "entradilla"
        | "bajada" | "copete" | "manchet" | "perex" | "underrubrik" | "excerpt" | "untertitel"
        | "abstract" | "leadtext" | "anriss" | "subtitulo" | "sumario" | "subdek" | "strapline"
        | "teasertext" | "spot" | "sommaire" | "occhiello" | "zajawka" | "lid" | "synopsis" | "subtitel"
        | "bajadas" | "introduction" => Hints::LEAD,
        "kicker" | "overline" | "eyebrow" | "antetitulo" | "volanta" | "dachzeile" | "topline" | "rubric"
        | "rubrik" => Hints::KICKER,
        _ => Hints::default(),
    }
}

/// The role of a whole class name with its joints removed.
pub(super) fn of_compound(name: &str) -> Hints {
    const COMPOUNDS: [(&str, Hints); 62] = [
        ("articlebody", Hints::BODY),
        ("storybody", Hints::BODY),
        ("entrycontent", Hints::BODY),
        ("postcontent", Hints::BODY),
        ("articlecontent", Hints::BODY),
        ("contentarticle", Hints::BODY),
        ("articletext", Hints::BODY),
        ("storycontent", Hints::BODY),
        ("storytext", Hints::BODY),
        ("articlecopy", Hints::BODY),
        ("bodycopy", Hints::BODY),
        ("bodytext", Hints::BODY),
        ("textbody", Hints::BODY),
        ("postbody", Hints::BODY),
        ("posttext", Hints::BODY),
        ("newstext", Hints::BODY),
        ("newsbody", Hints::BODY),
        ("newscontent", Hints::BODY),
        ("artikeltext", Hints::BODY),
        ("articlemain", Hints::BODY),
        ("contentbody", Hints::BODY),
        ("maintext", Hints::BODY),
        ("richtext", Hints::BODY),
        ("newsdetail", Hints::BODY),
        ("detailtext", Hints::BODY),
        ("fulltext", Hints::BODY),
        ("mostread", Hints::RELATED),
        ("mostpopular", Hints::RELATED),
        ("mostviewed", Hints::RELATED),
        ("readmore", Hints::RELATED),
        ("readalso", Hints::RELATED),
        ("alsoread", Hints::RELATED),
        ("alireaussi", Hints::RELATED),
        ("lireaussi", Hints::RELATED),
        ("seealso", Hints::RELATED),
        ("morefrom", Hints::RELATED),
        ("morenews", Hints::RELATED),
        ("morestories", Hints::RELATED),
        ("youmaylike", Hints::RELATED),
        ("upnext", Hints::RELATED),
        ("readnext", Hints::RELATED),
        ("relatedarticle", Hints::RELATED),
        ("relatedcontent", Hints::RELATED),
        ("relatedstor", Hints::RELATED),
        ("relatednews", Hints::RELATED),
        ("leermas", Hints::RELATED),
        ("zumthema", Hints::RELATED),
        ("signup", Hints::NEWSLETTER),
        ("newsletter", Hints::NEWSLETTER),
        ("advertis", Hints::ADVERT),
        ("cookie", Hints::CONSENT),
        ("breadcrumb", Hints::NAVIGATION),
        ("screenreader", Hints::HIDDEN),
        ("sronly", Hints::HIDDEN),
        ("visuallyhidden", Hints::HIDDEN),
        ("authorbio", Hints::BIO),
        ("authorbox", Hints::BIO),
        ("aboutauthor", Hints::BIO),
        ("abouttheauthor", Hints::BIO),
        ("paywall", Hints::PAYWALL),
        ("comments", Hints::COMMENT),
        ("imagecaption", Hints::CAPTION),
    ];
    // Only the whole name says so: "label-hidden" and "overflow-hidden" hide something else.
    let hidden = matches!(name, "hidden" | "hide" | "ishidden" | "invisible" | "dnone" | "displaynone");
    let mut out = if hidden { Hints::HIDDEN } else { Hints::default() };
    for (part, hint) in COMPOUNDS {
        if name.contains(part) {
            out = out.with(hint);
        }
    }
    out
}
