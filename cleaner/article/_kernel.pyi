from array import array

SOURCE: str  # the hash of the source

class _Net: ...

def features(
    codes: bytes,
    numbers: tuple[array[int], array[int], array[int], array[int], array[int], array[int], array[int], array[int]],
    classes: bytes,
    lowered: bytes,
    kinds: int,
    width: int,
    /,
) -> tuple[
    bytearray,
    tuple[list[int], list[int], list[int], list[bool], list[bool], list[bool], list[bool], list[bool]],
    tuple[list[int], list[int], list[int], list[int], list[int], list[int], list[int]],
]: ...
def net(weights: tuple[bytes, ...], features: int, inside: int, kinds: int, /) -> _Net: ...
def said(net: _Net, table: bytearray, share: array[int], /) -> tuple[list[int], list[int], list[int]]: ...
