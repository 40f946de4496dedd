//! Malay from Indonesian and back, word by word: the two share most of their words and all of their topics, so text
//! that differs in nothing but what differs between them teaches more than any other.

use super::random::Random;
use std::collections::BTreeMap;

type Files = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Malay and Indonesian words of everyday and of news.
const WORDS: &[(&str, &str)] = &[
    ("kerana", "karena"),
    ("bahawa", "bahwa"),
    ("boleh", "bisa"),
    ("wang", "uang"),
    ("polis", "polisi"),
    ("syarikat", "perusahaan"),
    ("kereta", "mobil"),
    ("beza", "beda"),
    ("berbeza", "berbeda"),
    ("cuba", "coba"),
    ("mencuba", "mencoba"),
    ("isteri", "istri"),
    ("manakala", "sedangkan"),
    ("pelbagai", "berbagai"),
    ("kerajaan", "pemerintah"),
    ("universiti", "universitas"),
    ("ahad", "minggu"),
    ("jun", "juni"),
    ("julai", "juli"),
    ("ogos", "agustus"),
    ("disember", "desember"),
    ("mac", "maret"),
    ("eropah", "eropa"),
    ("perancis", "prancis"),
    ("bilion", "miliar"),
    ("trilion", "triliun"),
    ("pejabat", "kantor"),
    ("mesyuarat", "rapat"),
    ("akhbar", "koran"),
    ("setiausaha", "sekretaris"),
    ("timbalan", "wakil"),
    ("kualiti", "kualitas"),
    ("aktiviti", "aktivitas"),
    ("kes", "kasus"),
    ("dijangka", "diperkirakan"),
    ("mahu", "mau"),
    ("bekas", "mantan"),
    ("rasmi", "resmi"),
    ("sukan", "olahraga"),
    ("perlawanan", "pertandingan"),
    ("pasukan", "tim"),
    ("jurulatih", "pelatih"),
    ("komuniti", "komunitas"),
    ("majoriti", "mayoritas"),
    ("minoriti", "minoritas"),
    ("keupayaan", "kemampuan"),
    ("identiti", "identitas"),
    ("universal", "universal"),
    ("ubat", "obat"),
    ("ubat-ubatan", "obat-obatan"),
    ("penyelidikan", "penelitian"),
    ("penyelidik", "peneliti"),
    ("kajian", "studi"),
    ("kakitangan", "karyawan"),
    ("pekerja", "pekerja"),
    ("pelajar", "siswa"),
    ("sekolah", "sekolah"),
    ("doktor", "dokter"),
    ("perbelanjaan", "pengeluaran"),
    ("cukai", "pajak"),
    ("bandar", "kota"),
    ("filem", "film"),
    ("muzik", "musik"),
    ("teater", "teater"),
    ("saintis", "ilmuwan"),
    ("sains", "ilmu"),
    ("teknologi", "teknologi"),
    ("sistem", "sistem"),
    ("dijumpai", "ditemukan"),
    ("menjumpai", "menemukan"),
    ("daripada", "dari"),
    ("kepada", "kepada"),
    ("berlaku", "terjadi"),
    ("tidak", "tidak"),
    ("bukan", "bukan"),
    ("penduduk", "warga"),
    ("rakyat", "rakyat"),
    ("pilihan", "pilihan"),
    ("undi", "suara"),
    ("pengundi", "pemilih"),
    ("parlimen", "parlemen"),
    ("presiden", "presiden"),
    ("ahli", "anggota"),
    ("parti", "partai"),
    ("tentera", "tentara"),
    ("askar", "prajurit"),
    ("peluru", "peluru"),
    ("pengganas", "teroris"),
    ("mahkamah", "pengadilan"),
    ("hakim", "hakim"),
    ("peguam", "pengacara"),
    ("penjara", "penjara"),
    ("jenayah", "kejahatan"),
    ("tahun", "tahun"),
    ("jualan", "penjualan"),
    ("harga", "harga"),
    ("saham", "saham"),
    ("pelaburan", "investasi"),
    ("pelabur", "investor"),
    ("produk", "produk"),
    ("servis", "layanan"),
    ("perkhidmatan", "layanan"),
    ("telefon", "telepon"),
    ("komputer", "komputer"),
    ("pengguna", "pengguna"),
    ("laman", "situs"),
    ("sesawang", "web"),
    ("serta-merta", "segera"),
    ("semasa", "saat"),
    ("ketika", "ketika"),
    ("apabila", "ketika"),
    ("sekiranya", "jika"),
    ("hanya", "hanya"),
    ("sahaja", "saja"),
    ("juga", "juga"),
    ("beliau", "dia"),
    ("mereka", "mereka"),
    ("kami", "kami"),
    ("encik", "tuan"),
    ("puan", "nyonya"),
    ("bilik", "kamar"),
    ("almari", "lemari"),
    ("kerusi", "kursi"),
    ("lif", "lift"),
    ("tandas", "toilet"),
    ("kasut", "sepatu"),
    ("basikal", "sepeda"),
    ("motosikal", "motor"),
    ("lori", "truk"),
    ("penumpang", "penumpang"),
    ("juruterbang", "pilot"),
    ("empangan", "bendungan"),
    ("gempa", "gempa"),
    ("ribut", "badai"),
    ("taufan", "topan"),
    ("cuaca", "cuaca"),
    ("lapan", "delapan"),
    ("kosong", "nol"),
    ("peratus", "persen"),
    ("suku", "kuartal"),
    ("berita", "berita"),
    ("wartawan", "wartawan"),
    ("temubual", "wawancara"),
    ("temu", "temu"),
    ("memaklumkan", "memberitahukan"),
    ("maklumat", "informasi"),
    ("masalah", "masalah"),
    ("isu", "isu"),
    ("risiko", "risiko"),
    ("kanak-kanak", "anak-anak"),
    ("lelaki", "pria"),
    ("wanita", "wanita"),
    ("gambar", "gambar"),
    ("nombor", "nomor"),
    ("sijil", "sertifikat"),
    ("pasport", "paspor"),
    ("lesen", "lisensi"),
    ("polisi", "kebijakan"),
    ("dasar", "kebijakan"),
    ("ekonomi", "ekonomi"),
    ("kesihatan", "kesehatan"),
    ("sihat", "sehat"),
    ("hospital", "rumah sakit"),
    ("jururawat", "perawat"),
    ("pesakit", "pasien"),
    ("penyakit", "penyakit"),
    ("jangkitan", "infeksi"),
    ("vaksin", "vaksin"),
    ("negara", "negara"),
];

/// What the news of Indonesia and of Malaysia names and abbreviates.
const INDONESIA: &str = "rupiah rp jakarta jawa surabaya bandung bandung medan semarang yogyakarta sulawesi kalimantan \
    papua bali lombok aceh pemprov pemkot pemkab bupati gubernur walikota kabupaten kecamatan kelurahan provinsi dpr mpr dpd \
    dprd kpk polri tni polda polres kapolri kapolda kemenkeu kemenkes kemendikbud kementerian menko menkeu mendagri menlu \
    menteri koordinator wapres jokowi prabowo apbn apbd bumn bpjs bpk bps kpu bawaslu pilkada pilpres pemilu caleg capres \
    cawapres pdip golkar gerindra demokrat nasdem pks pkb ppp ruu uu perpres permen wib wita wit senin selasa rabu kamis jumat \
    sabtu minggu januari maret juni juli agustus desember miliar triliun persen ujar tutur ungkap usai yakni ihwal sejumlah \
    pasalnya terkait tersangka terdakwa aparat warga asn pns pertamina pln garuda bca bri ojk ihsg bpom kpai komnas ham wna wni \
    tki tkw puskesmas rsud sd smp sma smk kampus mahasiswa dosen skripsi sidang gugatan kejaksaan jaksa";
const MALAYSIA: &str = "ringgit rm sen kuala lumpur putrajaya johor selangor pulau pinang sabah sarawak kelantan terengganu \
    pahang perak kedah perlis melaka negeri sembilan labuan datuk dato seri tan sri tun yang berhormat menteri besar ketua \
    polis dewan rakyat dewan negara ahli parlimen adun umno pas pkr dap bersatu amanah gps barisan nasional perikatan pakatan \
    harapan sprm pdrm jpj kkm kpm jpn lhdn felda petronas tenaga proton perodua bernama isnin selasa rabu khamis jumaat sabtu \
    ahad januari mac jun julai ogos disember bilion trilion peratus kata katanya menurutnya beliau berkata manakala suspek \
    mangsa tertuduh hakim mahkamah majistret sesyen pendakwa peguam tahanan reman siasatan kes seksyen akta belanjawan \
    pentadbiran kerajaan negeri persekutuan pihak berkuasa balai bomba penyelamat sekolah kebangsaan spm stpm universiti \
    pelajar pensyarah hospital klinik kesihatan pesakit warganegara pendatang";

/// Lines of twelve words drawn from a list.
fn drawn(words: &str, seed: u64) -> Vec<String> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut random = Random(seed);
    (0..400).map(|_| (0..12).map(|_| *random.pick(&words)).collect::<Vec<_>>().join(" ")).collect()
}

/// Adds to each of the two what was made of the other.
pub fn add(files: &mut Files) {
    let forward: Vec<(&str, &str)> = WORDS.iter().copied().filter(|(a, b)| a != b).collect();
    let backward: Vec<(&str, &str)> =
        forward.iter().map(|(malay, indonesian)| (*indonesian, *malay)).collect();
    let malay = made(files, "ind", &["ud", "cv", "flores", "tico", "idner"], &backward, 3);
    let indonesian = made(files, "msa", &["flores", "tico"], &forward, 4);
    for (class, lines) in [("msa", malay), ("ind", indonesian)] {
        if let Some(sources) = files.get_mut(class) {
            sources.insert("word-rules".to_owned(), lines);
            let words = if class == "msa" { drawn(MALAYSIA, 5) } else { drawn(INDONESIA, 6) };
            sources.insert("news-words".to_owned(), words);
        }
    }
}

/// Lines in which at least two words were replaced.
fn made(files: &Files, class: &str, sources: &[&str], words: &[(&str, &str)], seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    let lines =
        files.get(class).into_iter().flatten().filter(|(source, _)| sources.contains(&source.as_str()));
    lines
        .flat_map(|(_, lines)| lines.iter().take(1500))
        .filter_map(|line| replace(line, words, &mut random))
        .collect()
}

fn replace(line: &str, words: &[(&str, &str)], random: &mut Random) -> Option<String> {
    let mut changed = 0;
    let mut out = String::with_capacity(line.len() + 8);
    for token in line.to_lowercase().split_inclusive(|c: char| !c.is_alphabetic() && c != '-') {
        let word = token.trim_end_matches(|c: char| !c.is_alphabetic());
        let found: Vec<_> = words.iter().filter(|(from, _)| *from == word).collect();
        if found.is_empty() {
            out.push_str(token);
            continue;
        }
        changed += 1;
        out.push_str(random.pick(&found).1);
        out.push_str(&token[word.len()..]);
    }
    (changed > 1).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_words() {
        let words = [("karena", "kerana"), ("polisi", "polis")];
        let made = replace("Karena itu, polisi datang.", &words, &mut Random(1));
        assert_eq!(made.as_deref(), Some("kerana itu, polis datang."));
        assert_eq!(replace("Hari ini.", &words, &mut Random(1)), None);
    }
}
