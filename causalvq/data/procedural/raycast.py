"""Casting one ray after another into a square room: where it ends, and how much light comes back.

Single precision is enough for 8-bit pictures, and twice as fast. Room coordinates: the floor is z = 0, the object
stands on the origin, z points up. Axes: r rays, 3 coordinates.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from causalvq.data.procedural.drawn import pixel_means, sample_points
from causalvq.data.types import Flags, Real

SHAPES: Final = ("cube", "cylinder", "sphere", "capsule")
RADIUS: Final = 0.68  # of an object of scale 1
SAMPLES: Final = 3  # rays per pixel and axis
ROOM: Final = 3.1  # from the object to each wall
EYE: Final = np.array([0.0, -2.95, 1.9], dtype=np.float32)  # before the camera circles
LOOK_AT: Final = np.array([0.0, 0.0, 0.72], dtype=np.float32)
ZOOM: Final = 1.45  # distance of the picture plane in half picture heights
LAMP: Final = np.array([-1.6, -2.2, 3.6], dtype=np.float32)
AMBIENT: Final = 0.42
SHADED: Final = 0.62  # of the light that reaches the floor in the object's shadow
NEVER: Final = np.float32(1e9)


def cast_room(size: int, shape: str, scale: float, degrees: float) -> Real:
    """Cast the room for one geometry.

    Args:
        size: pixels per side.
        shape: one of `SHAPES`.
        scale: of the object, 1 for a radius of `RADIUS`.
        degrees: by which the camera circles the object.

    Returns:
        float32 [size, size, 4]: light from the floor's, the wall's and the object's colour, and white highlight;
        each in [0, 1].
    """
    eye, rays = _camera(size, degrees)
    start = np.broadcast_to(eye, rays.shape)
    room, normal_room, is_floor = _hit_room(start, rays)
    distance, normal = _hit_object(shape, RADIUS * scale, start, rays)
    is_object = distance < room
    at: Real = start + np.minimum(distance, room)[:, None] * rays
    normal = np.where(is_object[:, None], normal, normal_room)
    diffuse, highlight = _shade(at, normal, rays)
    masks = (is_floor & ~is_object, ~is_floor & ~is_object, is_object)
    diffuse[masks[0]] *= np.where(_in_shadow(shape, RADIUS * scale, at[masks[0]]), SHADED, 1)
    light = [np.where(mask, diffuse, 0) for mask in masks]
    light.append(np.where(is_object, highlight, 0))
    side = size * SAMPLES
    return np.moveaxis(pixel_means(np.stack(light).reshape(4, side, side), SAMPLES), 0, -1)


def _camera(size: int, degrees: float) -> tuple[Real, Real]:
    """Place of the eye, float32 [3], and directions of all rays, float32 [r, 3] of length 1."""
    x, y = sample_points(size, SAMPLES)
    turn = np.radians(degrees)
    around = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]], dtype=np.float32)
    forward = (LOOK_AT - EYE) / np.linalg.norm(LOOK_AT - EYE)
    right = np.array([1, 0, 0], dtype=np.float32)
    up = np.cross(right, forward)
    flat_x, flat_y = (2 * x - 1).astype(np.float32).reshape(-1, 1), (1 - 2 * y).astype(np.float32).reshape(-1, 1)
    rays = (ZOOM * forward + flat_x * right + flat_y * up) @ around.T
    return around @ EYE, rays / np.sqrt(_dot(rays, rays))[:, None]


def _hit_room(start: Real, rays: Real) -> tuple[Real, Real, Flags]:
    """Distance to floor or wall [r], the normal there [r, 3], and whether it is the floor [r]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        floor = np.where(rays[:, 2] < 0, -start[:, 2] / rays[:, 2], NEVER)
        walls = np.where(rays[:, :2] != 0, (np.sign(rays[:, :2]) * ROOM - start[:, :2]) / rays[:, :2], NEVER)
    which = np.argmin(walls, axis=1)
    wall = walls[np.arange(len(walls)), which]
    normal = np.zeros_like(rays)
    normal[np.arange(len(rays)), which] = -np.sign(rays[np.arange(len(rays)), which])
    is_floor = floor < wall
    normal[is_floor] = (0, 0, 1)
    return np.minimum(floor, wall), normal, is_floor


def _hit_object(shape: str, radius: float, start: Real, rays: Real) -> tuple[Real, Real]:
    """Distance to the object along each ray [r] (`NEVER` where it is missed) and its normal there [r, 3]."""
    if shape == "cube":
        return _hit_box(radius * 0.86, start, rays)
    if shape == "sphere":
        return _hit_sphere(_above(radius), radius, start, rays)
    if shape == "cylinder":
        return _nearest(_hit_tube(radius * 0.82, 0, 2 * radius, start, rays), _hit_lid(radius, start, rays))
    thin = radius * 0.62
    return _nearest(
        _hit_tube(thin, thin, 2.3 * radius - thin, start, rays),
        _hit_sphere(_above(thin), thin, start, rays),
        _hit_sphere(_above(2.3 * radius - thin), thin, start, rays),
    )


def _dot(left: Real, right: Real) -> Real:
    """Scalar products of rows: float32 [r]."""
    product: Real = np.einsum("ij,ij->i", left, right)
    return product


def _above(height: float) -> Real:
    """The point at `height` above the origin."""
    return np.array([0, 0, height], dtype=np.float32)


def _nearest(*hits: tuple[Real, Real]) -> tuple[Real, Real]:
    """The first of several surfaces along each ray."""
    distances = np.stack([distance for distance, _ in hits])
    first = np.argmin(distances, axis=0)
    rays = np.arange(distances.shape[1])
    return distances[first, rays], np.stack([normal for _, normal in hits])[first, rays]


def _hit_box(half: float, start: Real, rays: Real) -> tuple[Real, Real]:
    """A cube of side 2 `half` that stands on the floor, by the slabs between its faces."""
    centre = _above(half)
    steep = np.where(np.abs(rays) < 1e-9, 1e-9, rays)
    middle, reach = (centre - start) / steep, np.abs(half / steep)
    near, far = middle - reach, middle + reach
    axis = np.argmax(near, axis=1)
    entry = near[np.arange(len(rays)), axis]
    hit = (entry < far.min(axis=1)) & (entry > 1e-6)
    normal = np.zeros_like(rays)
    normal[np.arange(len(rays)), axis] = -np.sign(steep[np.arange(len(rays)), axis])
    return np.where(hit, entry, NEVER), normal


def _hit_sphere(centre: Real, radius: float, start: Real, rays: Real) -> tuple[Real, Real]:
    offset = start - centre
    half = _dot(offset, rays)
    root = half**2 - _dot(offset, offset) + radius**2
    distance = -half - np.sqrt(np.maximum(root, 0))
    distance = np.where((root > 0) & (distance > 1e-6), distance, NEVER)
    return distance, (offset + distance[:, None] * rays) / radius


def _hit_tube(radius: float, low: float, high: float, start: Real, rays: Real) -> tuple[Real, Real]:
    """The upright side of a cylinder between two heights."""
    flat, origin = rays[:, :2], start[:, :2]
    square = np.maximum(_dot(flat, flat), 1e-12)
    half = _dot(flat, origin) / square
    root = half**2 - (_dot(origin, origin) - radius**2) / square
    distance = -half - np.sqrt(np.maximum(root, 0))
    height = start[:, 2] + distance * rays[:, 2]
    hit = (root > 0) & (distance > 1e-6) & (height >= low) & (height <= high)
    normal = np.zeros_like(rays)
    normal[:, :2] = (origin + distance[:, None] * flat) / radius
    return np.where(hit, distance, NEVER), normal


def _hit_lid(radius: float, start: Real, rays: Real) -> tuple[Real, Real]:
    """The top of the cylinder, a disc facing up at its full height."""
    steep = np.where(np.abs(rays[:, 2]) < 1e-9, 1e-9, rays[:, 2])
    distance = (2 * radius - start[:, 2]) / steep
    at = start[:, :2] + distance[:, None] * rays[:, :2]
    hit = (distance > 1e-6) & (_dot(at, at) <= (radius * 0.82) ** 2)
    return np.where(hit, distance, NEVER), np.broadcast_to(_above(1), rays.shape)


def _shade(at: Real, normal: Real, rays: Real) -> tuple[Real, Real]:
    """Diffuse light [r] and highlight [r] of the points `at` (Phong), both in [0, 1]."""
    to_lamp = LAMP - at
    to_lamp /= np.sqrt(_dot(to_lamp, to_lamp))[:, None]
    facing = np.maximum(_dot(normal, to_lamp), 0)
    mirrored = rays - 2 * _dot(rays, normal)[:, None] * normal
    highlight = 0.35 * np.maximum(_dot(mirrored, to_lamp), 0) ** 24
    return AMBIENT + (1 - AMBIENT) * facing, highlight * (facing > 0)


def _in_shadow(shape: str, radius: float, at: Real) -> Flags:
    """Whether the object stands between each point and the lamp: bool [r]."""
    to_lamp = LAMP - at
    to_lamp /= np.sqrt(_dot(to_lamp, to_lamp))[:, None]
    distance, _ = _hit_object(shape, radius, at, to_lamp)
    return distance < NEVER
