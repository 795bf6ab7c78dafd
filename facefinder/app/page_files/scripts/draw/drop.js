// Photos of somebody, dropped on the page, pasted, or taken from the computer's dialog.

import { n, t } from "../../../../report/page_files/scripts/decide/language.js";
import { bundlesIn, joined, named, sorted } from "../decide/photos.js";
import { send } from "../talk.js";
import { button, make } from "../../../../report/page_files/scripts/draw/elements.js";

const SUBJECTS = "image/*,.heic,.heif,.tif,.tiff,.raw,.dng,.cr2,.cr3,.nef,.arw";

export class Drop {
  // `added` is called when photos are kept.
  constructor(added) {
    this.added = added;
    this.mostBytes = Infinity;
    this.photos = []; // whose name is asked for
    this.refused = new Set(); // of those, what could not be kept under the name that was given
    this.waiting = []; // what was dropped meanwhile, as {files, person}, of which each has its turn
    this.input = make("input", {
      type: "file",
      multiple: true,
      accept: SUBJECTS,
      hidden: true,
      id: "who-photos",
      on: { change: () => this.#bring([{ files: [...this.input.files], person: "" }]) },
    });
    this.name = make("input", { id: "who-name", autocomplete: "off", required: true });
    this.name.setAttribute("list", "who-names");
    this.asked = make("p", {});
    this.files = make("p", { className: "faint" });
    this.add = make("button", { type: "submit", className: "main" }, t("Add"));
    this.problem = make("p", { className: "problem", role: "alert", hidden: true });
    this.form = this.#form();
    this.element = make(
      "section",
      { className: "dropzone" },
      make(
        "p",
        {},
        t("Drop photos of the person here, or paste them"),
        make("kbd", {}, pasteKeys()),
      ),
      button(t("Choose photos …"), () => this.input.click(), { className: "main" }),
      this.input,
      this.form,
      this.problem,
    );
  }

  #form() {
    const submit = (event) => {
      event.preventDefault();
      this.#send();
    };
    return make(
      "form",
      { className: "row", hidden: true, on: { submit } },
      this.asked,
      this.files,
      make("label", { htmlFor: "who-name" }, t("Name")),
      this.name,
      this.add,
      button(t("Do not add"), () => this.#next()),
    );
  }

  // Photos may be dropped anywhere on the page while this step is shown.
  listen() {
    this.leave();
    this.ears = new AbortController();
    const { signal } = this.ears;
    const over = (event) => {
      event.preventDefault();
      this.element.classList.add("over");
    };
    const away = () => this.element.classList.remove("over");
    const drop = (event) => {
      event.preventDefault();
      away();
      this.#takeFrom(event.dataTransfer);
    };
    const paste = (event) => this.#takeFrom(event.clipboardData);
    document.addEventListener("dragover", over, { signal });
    document.addEventListener("dragleave", away, { signal });
    document.addEventListener("drop", drop, { signal });
    document.addEventListener("paste", paste, { signal });
  }

  leave() {
    this.ears?.abort();
  }

  takeOver({ photos, waiting, name, mostBytes }) {
    this.mostBytes = mostBytes;
    this.waiting = waiting;
    this.#take(photos);
    this.name.value = name.value;
  }

  // Text that is dropped or pasted is none of this.
  async #takeFrom(transfer) {
    if (transfer.files.length) this.#bring(await bundlesIn(transfer));
  }

  // Photos come to those whose name is asked for; a folder is somebody of its own, and waits, as do photos that come while
  // others are sent.
  #bring(bundles) {
    for (const { files, person } of bundles) {
      const before = this.photos.filter((one) => !this.refused.has(one));
      if (person || this.add.disabled) this.#wait({ files, person });
      else this.#take(joined(before, files));
    }
    if (!this.photos.length) this.#next();
  }

  #wait({ files, person }) {
    const last = this.waiting.at(-1);
    if (!last || last.person || person) this.waiting.push({ files, person });
    else last.files = joined(last.files, files);
  }

  #next() {
    const { files, person } = this.waiting.shift() ?? { files: [], person: "" };
    this.name.value = person;
    this.#take(files);
  }

  #take(files) {
    const { photos, large } = sorted(files, this.mostBytes);
    this.photos = photos;
    const most = Math.round(this.mostBytes / 1e6);
    this.#say(
      large.length
        ? t("Too large, more than {most} MB: {names}", { most, names: large.join(", ") })
        : "",
    );
    this.form.hidden = !photos.length;
    this.asked.textContent = n(
      "Whom does this photo show?",
      "Whom do these {n} photos show?",
      photos.length,
    );
    this.files.textContent = named(photos);
    if (photos.length) this.name.focus();
    else this.input.value = "";
  }

  async #send() {
    const failed = new Map();
    this.add.disabled = true;
    for (const photo of this.photos) {
      await this.#sendOne(photo).catch((error) => failed.set(photo, error.message));
    }
    this.add.disabled = false;
    const kept = failed.size < this.photos.length;
    // With another name those may be sent again that were refused.
    this.refused = new Set(failed.keys());
    if (kept) this.#next();
    this.#say([...new Set(failed.values())].join(" "));
    if (kept) this.added();
  }

  // It is read first: from a slow stick that may take longer than a request may.
  async #sendOne(photo) {
    const content = await photo.arrayBuffer().catch(() => {
      throw new Error(t("{name} cannot be read.", photo));
    });
    await send("drop", { person: this.name.value, name: photo.name }, content);
  }

  #say(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }
}

const pasteKeys = () => (/Mac/.test(navigator.platform) ? "⌘ V" : t("Ctrl V"));
