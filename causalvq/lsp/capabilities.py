"""What the server can do: one line a request, with the function that answers it, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from causalvq.lsp.texts.legend import MODIFIERS, TYPES
from causalvq.lsp.texts.open_texts import position_of, range_of
from causalvq.lsp.wire.refusal import PARAMS, Refusal

if TYPE_CHECKING:
    from causalvq.lsp.analysis.knowledge import Knowledge


class Answerer(NamedTuple):
    """A request that is about one text.

    Args:
        module: of `causalvq.lsp.features`.
        function: its function, of what is known of the text and of what `takes` takes from the parameters.
        takes: the arguments beside what is known.
    """

    module: str
    function: str
    takes: Callable[[Mapping[str, Any]], tuple[Any, ...]]


def nothing(_: Mapping[str, Any]) -> tuple[Any, ...]:
    """No argument."""
    return ()


def place(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """The place of the cursor."""
    return (position_of(params["position"]),)


def stretch(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """A range."""
    return (range_of(params["range"]),)


def references(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """The place of the cursor, and whether declarations are wanted."""
    return position_of(params["position"]), bool(params.get("context", {}).get("includeDeclaration", True))


def renaming(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """The place of the cursor, and the new name."""
    return position_of(params["position"]), str(params["newName"])


def actions(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """A range, and the kinds of actions that are wanted."""
    kinds = params.get("context", {}).get("only")
    return range_of(params["range"]), kinds if isinstance(kinds, list) else None


ANSWERERS: Final[Mapping[str, Answerer]] = {
    "textDocument/hover": Answerer("hover", "hover", place),
    "textDocument/completion": Answerer("completion", "complete", place),
    "textDocument/definition": Answerer("definition", "definition", place),
    "textDocument/references": Answerer("references", "references", references),
    "textDocument/documentHighlight": Answerer("references", "highlights", place),
    "textDocument/prepareRename": Answerer("rename", "prepare_rename", place),
    "textDocument/rename": Answerer("rename", "rename", renaming),
    "textDocument/codeAction": Answerer("code_actions", "code_actions", actions),
    "textDocument/documentSymbol": Answerer("symbols", "symbols", nothing),
    "textDocument/foldingRange": Answerer("folding", "folding", nothing),
    "textDocument/semanticTokens/full": Answerer("semantic_tokens", "semantic_tokens", nothing),
    "textDocument/formatting": Answerer("formatting", "formatting", nothing),
    "textDocument/codeLens": Answerer("code_lens", "code_lens", nothing),
    "textDocument/inlayHint": Answerer("inlay_hints", "inlay_hints", stretch),
}

SERVER: Final[Mapping[str, Any]] = {
    "positionEncoding": "utf-16",
    "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
    "hoverProvider": True,
    "completionProvider": {"triggerCharacters": [" ", "[", "{", ",", "/", '"', "'"]},
    "definitionProvider": True,
    "referencesProvider": True,
    "documentHighlightProvider": True,
    "renameProvider": {"prepareProvider": True},
    "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll"]},
    "documentFormattingProvider": True,
    "documentSymbolProvider": True,
    "foldingRangeProvider": True,
    "semanticTokensProvider": {"legend": {"tokenTypes": TYPES, "tokenModifiers": MODIFIERS}, "full": True},
    "codeLensProvider": {},
    "inlayHintProvider": True,
}
"""As the server tells it to the client."""


def answer(method: str, known: Knowledge, params: Mapping[str, Any]) -> Any:
    """The answer to a request.

    Raises:
        Refusal: the parameters are not what the protocol says, or there is a reason not to do what is asked.
    """
    asked = ANSWERERS[method]
    try:
        arguments = asked.takes(params)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal(PARAMS, f"these are not the parameters of {method}: {error!r}") from error
    return getattr(import_module(f"causalvq.lsp.features.{asked.module}"), asked.function)(known, *arguments)
