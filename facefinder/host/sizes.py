"""How large something is, in English words; `language.retold` knows them in other languages."""


def size_in_words(size: int) -> str:
    """Say some bytes in the unit that people would take: "412 bytes", "3.1 kB"."""
    kilobytes, megabytes = round(size / 1e3, 1), round(size / 1e6, 1)
    if size < 1000:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    if kilobytes < 1000:
        return f"{kilobytes:,.1f} kB"
    if megabytes < 1000:
        return f"{megabytes:,.1f} MB"
    return f"{size / 1e9:,.1f} GB"
