import subprocess
import sys

import torch
from vector_quantize_pytorch import FSQ

from causalvq.runtime.quantizers import library

SLOW = ("einx", "sympy", "torch._dynamo")


def test_they_are_those_of_the_library():
    assert library.FSQ is FSQ


def test_a_query_does_not_wait_for_what_it_does_not_need():
    code = f"import sys, causalvq.runtime.queries.trained_run; print([one for one in {SLOW} if one in sys.modules])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_is_left_for_later_is_there_when_it_is_called():
    code = (
        "import sys, torch; from causalvq.runtime.quantizers.library import VectorQuantize as Q;"
        "assert 'einx' not in sys.modules;"
        "q = Q(dim=2, codebook_size=3).eval(); x = torch.zeros(1, 4, 2);"
        "print(q(x, mask=torch.tensor([[True, True, False, False]]))[1].tolist()[0][2:], 'einx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[-1, -1] True\n"


def test_a_stand_in_gives_what_the_module_does():
    later = library._Later("math")

    assert later.sqrt(9) == 3.0
    assert torch.is_tensor(library._Later("torch").zeros(1, dtype=torch.int64))
