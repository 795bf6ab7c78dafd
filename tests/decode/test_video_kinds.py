"""What is a video, and what is none: a list of other files leads nowhere."""

import socket
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.decode.pillow_head import register_heif
from facefinder.decode.video import OF_OTHER_CODEC, UNREADABLE, is_video, opened_video
from facefinder.errors import PhotoError
from facefinder.records.limits import MAX_PIXELS
from tests.support.videos import filmed


@pytest.mark.parametrize("head", [b"OggS\0\2", b"\x1f\x07\0\xbf", b"\x1f\x07\0\x3f"])
def test_films_of_tapes_and_of_ogg_are_known_by_their_first_bytes(
    tmp_path: Path, head: bytes
) -> None:
    path = tmp_path / "x"
    path.write_bytes(head + bytes(500))
    assert is_video(path)


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/x.mp4\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"ID3\3",
        b"",
    ],
)
def test_lists_of_other_files_are_no_videos(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content + bytes(500) if content else b"x")
    assert not is_video(path)


SESSION = (
    b"G=x\nv=0\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 50004 RTP/AVP 96\na=rtpmap:96 H264/90000\na="
)


@pytest.mark.parametrize("behind", [b"\n", b"\n" + bytes(500)])
def test_no_text_makes_ffmpeg_listen_in_the_network(tmp_path: Path, behind: bytes) -> None:
    path = tmp_path / "x.mp4"  # begins like a transport stream, and is known by a line in it
    path.write_bytes(SESSION.ljust(188, b"x") + b"G".ljust(188, b"x") + b"G" + behind)
    assert not is_video(path)
    with pytest.raises(PhotoError, match="no pictures in this video"), opened_video(path, 10**6):
        pass


PLAYLISTS = {
    "HLS": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{place}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{place}'\n",
    "DASH": "<?xml version='1.0'?><MPD type='static'><Period><AdaptationSet>"
    "<Representation id='1' mimeType='video/mp4'><BaseURL>{place}</BaseURL></Representation>"
    "</AdaptationSet></Period></MPD>",
    "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 50004 RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\na={place}\n",
    "PLS": "[playlist]\nFile1={place}\n",
}


@pytest.mark.parametrize("playlist", PLAYLISTS.values(), ids=PLAYLISTS)
def test_a_playlist_leads_neither_to_a_file_nor_into_the_network(
    tmp_path: Path, playlist: str
) -> None:
    """Not even where its first bytes had not told it from a video."""
    other = filmed(tmp_path / "x.mp4", [np.zeros((96, 256, 3), np.uint8)], "mp4v")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for place in (other.as_uri(), str(other), other.name, f"http://127.0.0.1:{port}/x.mp4"):
            path = tmp_path / "list.mp4"
            path.write_text(playlist.format(place=place))
            assert not is_video(path)
            with pytest.raises(PhotoError) as caught, opened_video(path, MAX_PIXELS):
                pass
            assert caught.value.reason == UNREADABLE
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("kind", ["HEIF", "AVIF", "JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_no_video(tmp_path: Path, kind: str) -> None:
    register_heif()
    Image.new("RGB", (64, 64)).save(tmp_path / "x", kind)
    assert not is_video(tmp_path / "x")


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind + content


def test_a_file_of_more_tracks_than_any_film_has_is_not_said_to_need_memory(tmp_path: Path) -> None:
    times = struct.pack(">II", 1000, 1000)
    mdhd, hdlr = (
        box(b"mdhd", bytes(12), times, bytes(4)),
        box(b"hdlr", bytes(8), b"vide", bytes(13)),
    )
    track = box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", mdhd, hdlr))
    head = box(b"moov", box(b"mvhd", bytes(12), times, bytes(80)), track * 1500)
    (tmp_path / "x.mp4").write_bytes(box(b"ftyp", b"isom", bytes(4), b"isom") + head)
    with pytest.raises(PhotoError) as caught, opened_video(tmp_path / "x.mp4", MAX_PIXELS):
        pass
    assert (caught.value.reason, caught.value.lasting) == (OF_OTHER_CODEC, True)
