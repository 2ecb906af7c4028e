"""The page's own words, in both languages."""

from collections.abc import Mapping

from bot.answering.answer import Language

WORDS: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "title": "Tanya – jawaban dari berita",
        "tagline": "Jawaban dari berita, dikutip kata demi kata.",
        "lead": "Apa yang ingin Anda ketahui?",
        "explanation": "Tanya menjawab hanya dari artikel redaksi dan selalu menunjukkan kutipannya. "
        "Kalau artikelnya tidak menyebutkan, Tanya bilang begitu.",
        "examples": "Coba tanyakan",
        "conversation": "Percakapan",
        "label": "Pertanyaan Anda",
        "placeholder": "Tulis pertanyaan…",
        "send": "Tanya",
        "you": "Anda",
        "refused": "Tidak ada di berita",
        "working": "Mencari jawabannya…",
        "offline": "Tidak tersambung. Periksa jaringan Anda, lalu kirim lagi.",
        "empty": "Tulis pertanyaannya dulu.",
        "again": "Mulai baru",
        "home": "Ke halaman Tanya",
        "reference": "API",
        "languages": "Bahasa",
        "skip": "Langsung ke pertanyaan",
    },
    "en": {
        "title": "Tanya – answers from the news",
        "tagline": "Answers from the news, quoted word for word.",
        "lead": "What would you like to know?",
        "explanation": "Tanya answers only from the newsroom's articles and always shows the quote. "
        "If the articles do not say, it tells you so.",
        "examples": "Try one of these",
        "conversation": "Conversation",
        "label": "Your question",
        "placeholder": "Type a question…",
        "send": "Ask",
        "you": "You",
        "refused": "Not in the articles",
        "working": "Looking for the answer…",
        "offline": "Not connected. Check your network and send it again.",
        "empty": "Type a question first.",
        "again": "Start over",
        "home": "To Tanya's page",
        "reference": "API",
        "languages": "Language",
        "skip": "Skip to the question",
    },
}
