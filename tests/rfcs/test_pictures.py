"""Bytes decide what an image is."""

import pytest

from rfcs import pictures

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (SVG, "image/svg+xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n' + SVG, "image/svg+xml"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">' + SVG, "image/svg+xml"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG, ""),
        (SVG + b'<!ENTITY a "x">', ""),
        (b"<html><svg></svg></html>", ""),
        (b"%PDF-1.7", ""),
        (b"GIF", ""),
        (b"", ""),
    ],
)
def test_an_image_is_what_its_bytes_say(data, kind):
    assert pictures.media_type(data) == kind


def test_a_hostile_beginning_takes_no_time():
    assert pictures.media_type(b"<!--" * 200_000) == ""
    assert pictures.media_type(b" " * 1_000_000) == ""
