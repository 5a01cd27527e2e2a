import type { Caller } from "./caller.ts";
import { byId } from "./element.ts";
import type { MteProgress } from "./relay-client.ts";

const SAMPLE_BYTES = 6_000_000;
const SAMPLE_ROW = "Ann Example;Accounting;monthly salary 4,200;confidential\n";

/** The buttons for upload and download, with progress. `run` shows errors. */
export function startTransfers(caller: Caller, run: (action: () => Promise<void>) => Promise<void>): void {
  const bar = byId("progress", HTMLProgressElement);
  const label = byId("transfer", HTMLLabelElement);
  const picker = byId("file", HTMLInputElement);
  /** Hash and size of the last upload, to compare a download with. */
  let sent: string | undefined;
  let size: number | undefined;

  const show =
    (verb: string) =>
    ({ loaded, total }: MteProgress) => {
      bar.max = total || 1;
      bar.value = loaded;
      label.textContent = `${verb} ${megabytes(loaded)} of ${total === undefined ? "?" : megabytes(total)}`;
    };

  async function upload(): Promise<void> {
    const body = picker.files?.[0] ?? sample();
    sent = await sha256(body);
    size = body.size;
    show("Uploading")({ loaded: 0, total: body.size });
    const type = body.type || "application/octet-stream";
    const onUploadProgress = show("Uploading");
    const response = await caller.call({ method: "PUT", path: "files/salaries.csv", body, type, onUploadProgress });
    const answer = (await response.json()) as { sha256?: string; bytes?: number };
    finish("Uploaded", answer.bytes ?? 0, answer.sha256 === sent);
  }

  async function download(): Promise<void> {
    const onDownloadProgress = ({ loaded, total = size }: MteProgress) => show("Downloading")({ loaded, total });
    const response = await caller.call({ method: "GET", path: "files/salaries.csv", onDownloadProgress });
    if (!response.ok) {
      label.textContent = "Upload a file first";
      return;
    }
    const body = await response.blob();
    finish("Downloaded", body.size, (await sha256(body)) === sent);
  }

  function finish(verb: string, bytes: number, isIntact: boolean): void {
    show(verb)({ loaded: bytes, total: bytes });
    label.textContent = `${verb} ${megabytes(bytes)}: ${isIntact ? "intact, same SHA-256" : "the bytes differ"}`;
  }

  picker.addEventListener("change", () => {
    byId("file-name", HTMLSpanElement).textContent = picker.files?.[0]?.name ?? "a sample of 6 MB";
  });
  byId("upload", HTMLButtonElement).addEventListener("click", () => run(upload));
  byId("download", HTMLButtonElement).addEventListener("click", () => run(download));
}

function sample(): Blob {
  return new Blob([SAMPLE_ROW.repeat(SAMPLE_BYTES / SAMPLE_ROW.length)], { type: "text/csv" });
}

async function sha256(body: Blob): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
