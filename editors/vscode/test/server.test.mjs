// The server, driven by the library that the extension's client is made of; and what the extension itself decides.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, posix, win32 } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const lsp = require("vscode-languageserver-protocol/node");
const { candidates } = require("../out/program.js");

const SMALL = `apiVersion: causalvq/v1
name: small
data: {source: critters}
variables: [{name: a, factor: hair}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}]
codebook: {size: 8}
graph: {required: [[a, b]]}
`;
const command = process.env.CAUSALVQ_SERVER?.split(" ") ?? ["causalvq", "lsp"];
const folder = mkdtempSync(join(tmpdir(), "causalvq-"));
const uri = pathToFileURL(join(folder, "spec.yaml")).href;
const textDocument = { uri };

let server, connection, waiting;
const told = [];

before(async () => {
  server = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  connection = lsp.createProtocolConnection(server.stdout, server.stdin);
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
    told.push(params);
    waiting?.();
  });
  connection.listen();
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "here" }];
  const started = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders,
  });
  assert.equal(started.serverInfo.name, "causalvq");
  await connection.sendNotification(lsp.InitializedNotification.type, {});
});

after(async () => {
  await connection.sendRequest(lsp.ShutdownRequest.type);
  await connection.sendNotification(lsp.ExitNotification.type);
  const status = await new Promise((resolve) => server.on("exit", resolve));
  connection.dispose();
  assert.equal(status, 0);
});

/** Open a text, and wait for its first diagnostics. */
async function open(text, version) {
  const document = { uri, languageId: "yaml", version, text };
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: document });
  for (;;) {
    const found = told.find((one) => one.uri === uri && one.version === version);
    if (found) return found.diagnostics;
    await new Promise((resolve) => (waiting = resolve));
  }
}

test("diagnostics, and the action that mends them", async () => {
  const found = await open(SMALL.replace("size", "sise"), 1);
  assert.deepEqual(found.map((one) => one.code), ["CVQ102", "CVQ101"]);

  const context = { diagnostics: found, only: ["quickfix"] };
  const actions = await connection.sendRequest(lsp.CodeActionRequest.type, { textDocument, range: found[1].range, context });
  assert.ok(actions.some((one) => one.edit.changes[uri][0].newText === "size"));
});

test("completion, hover, definition and rename", async () => {
  await open(SMALL, 2);
  const key = { textDocument, position: { line: 4, character: 11 } };
  const offered = await connection.sendRequest(lsp.CompletionRequest.type, key);
  assert.ok(offered.items.some((one) => one.label === "dim"));
  const hover = await connection.sendRequest(lsp.HoverRequest.type, key);
  assert.match(hover.contents.value, /States of each variable/);

  const name = { textDocument, position: { line: 5, character: 20 } };
  const [declared] = await connection.sendRequest(lsp.DefinitionRequest.type, name);
  assert.equal(declared.range.start.line, 3);
  const renamed = await connection.sendRequest(lsp.RenameRequest.type, { ...name, newName: "first" });
  assert.equal(renamed.changes[uri].length, 2);
  await assert.rejects(connection.sendRequest(lsp.RenameRequest.type, { ...name, newName: "b" }), /CVQ181/);
});

test("outline, colours and layout", async () => {
  await open("name: x\n" + SMALL.replace("name: small\n", ""), 3);
  const outline = await connection.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument });
  assert.ok(outline.length >= 6);
  const colours = await connection.sendRequest(lsp.SemanticTokensRequest.type, { textDocument });
  assert.equal(colours.data.length % 5, 0);
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await connection.sendRequest(lsp.DocumentFormattingRequest.type, { textDocument, options });
  assert.equal(edits.length, 1);
});

test("the program of the workspace comes first, the one of the settings alone", () => {
  assert.equal(candidates("", ["/w"], "linux", posix.join)[0], "/w/.venv/bin/causalvq");
  assert.equal(candidates("", ["c:\\w"], "win32", win32.join)[0], "c:\\w\\.venv\\Scripts\\causalvq.exe");
  assert.deepEqual(candidates("/x", ["/w"], "linux", posix.join), ["/x"]);
});

test("what package.json names is there", () => {
  const manifest = require("../package.json");
  const { languages, grammars, snippets } = manifest.contributes;
  const files = [languages[0].configuration, ...grammars.map((one) => one.path), ...snippets.map((one) => one.path)];
  for (const file of [manifest.icon, manifest.main, ...files]) {
    assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), file);
  }
});
