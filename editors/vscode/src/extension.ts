// The client: starts `causalvq lsp` for YAML files and hands it what the editor knows. All else is the server's.

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { candidates } from "./program";

const SELECTOR = [
  { language: "causalvq" },
  { language: "yaml", scheme: "file" },
  { language: "yaml", scheme: "untitled" },
];

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("causalvq.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("causalvq.path")) void restart();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const program = programHere();
  const server: ServerOptions = { command: program, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    initializationOptions: { set: settings().get<string[]>("set", []) },
    synchronize: {
      configurationSection: "causalvq",
      fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{yaml,yml,csv,tsv,json,jsonl,npz,npy,h5,graphml,gml}"),
    },
  };
  client = new LanguageClient("causalvq", "causalvq", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const remedy = "Install it with pip install causalvq, or say where it is: causalvq.path in the settings.";
    void vscode.window.showErrorMessage(`${program} lsp does not start: ${String(error)}. ${remedy}`);
  }
}

function programHere(): string {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const chosen = settings().get("path", "");
  return candidates(chosen, folders, process.platform, join).find(existsSync) ?? (chosen || "causalvq");
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("causalvq");
}
