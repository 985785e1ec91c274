"""The lamps without their colours, as a black and white printer or a colour-blind eye has them."""

import base64
from itertools import combinations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIDE = 24  # each shape is compared as a square of so many points
DIFFERENT = 0.1  # of the points

# Which points of a picture are dark; asked on an empty page, as ours take no pictures from elsewhere.
DARK_POINTS = f"""async (picture) => {{
    const image = new Image();
    image.src = picture;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = {SIDE};
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0, {SIDE}, {SIDE});
    const points = pen.getImageData(0, 0, {SIDE}, {SIDE}).data;
    return Array.from({{length: {SIDE * SIDE}}}, (_, place) => points[place * 4 + 1] < 160);
}}"""


def test_lamps_are_told_apart_without_colours(ready, window):
    page = window(ready.supervisor).go("/figures/wall-chart/").page
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    lamps = page.locator(".legend .lamp")
    words = [word.strip() for word in lamps.all_inner_texts()]
    pictures = [shape.screenshot() for shape in page.locator(".legend .lamp__shape").all()]
    empty = page.context.new_page()
    shapes = [
        empty.evaluate(DARK_POINTS, f"data:image/png;base64,{base64.b64encode(one).decode()}") for one in pictures
    ]

    assert len(set(words)) == len(shapes) == 6
    assert all(words)
    alike = {
        (one, other)
        for (one, left), (other, right) in combinations(zip(words, shapes, strict=True), 2)
        if sum(a != b for a, b in zip(left, right, strict=True)) < DIFFERENT * SIDE * SIDE
    }
    assert alike == set()
