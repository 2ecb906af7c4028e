"""What the bot says about itself. Indonesian first; English beside it, for nothing was written to tell by."""

from bot.telegram_bot.formatting import Run

COMMANDS_ID = (
    ("mulai", "Mulai bertanya"),
    ("bantuan", "Cara bertanya"),
    ("lupa", "Hapus ingatan percakapan ini"),
)
COMMANDS_EN = (
    ("start", "Start asking"),
    ("help", "How to ask"),
    ("forget", "Forget this conversation"),
)

UNKNOWN_COMMAND = "Perintah itu belum saya kenal. Ketik /bantuan untuk melihat caranya."
UNKNOWN_COMMAND_EN = "I do not know that command. Send /help to see how this works."

NOT_TEXT = "Maaf, saya hanya bisa membaca teks. Tuliskan pertanyaannya, ya."
NOT_TEXT_EN = "Sorry, I can only read text. Please write your question."

SLOW_DOWN = "Pelan-pelan, ya. Tunggu sebentar; pesan yang masuk sebelum itu tidak saya jawab."
SLOW_DOWN_EN = "One moment, please: messages sent right now will not be answered."

FORGOTTEN = "Sudah saya lupakan. Pertanyaan berikutnya saya anggap percakapan baru."
FORGOTTEN_EN = "Forgotten. Your next question starts a new conversation."


def sentence(indonesian: str, english: str) -> list[Run]:
    """One sentence in both languages."""
    return [Run(indonesian), Run("\n\n"), Run(english, "italic")]


def greeting(examples: tuple[str, ...]) -> list[Run]:
    """What /start and /help say, with questions that the articles do answer."""
    runs = [
        Run("Halo! Tanyakan apa saja tentang isi berita yang saya punya.", "bold"),
        Run(
            " Saya menjawab hanya dengan kutipan dari berita itu, dan bilang terus terang kalau jawabannya"
            " tidak ada di sana."
        ),
    ]
    if examples:
        runs += [Run("\n\nContoh pertanyaan:\n"), Run("\n".join(f"• {example}" for example in examples))]
    return [
        *runs,
        Run(
            "\n\n/bantuan: pesan ini\n/lupa: hapus ingatan percakapan ini"
            "\n\nDi grup, sebut nama saya atau balas pesan saya."
        ),
        Run("\n\n"),
        Run(
            "You may ask in English too. I answer only with quotes from the articles, and say so when they do"
            " not answer. /forget clears this conversation; in a group, mention me or reply to me.",
            "italic",
        ),
    ]
