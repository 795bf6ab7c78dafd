// Whom to look for, and where, as far as it is chosen. The program keeps it, for the page may be loaded
// again.

import { folded } from "../../../../report/page_files/scripts/decide/names.js";

// What is ticked, and whether it is from the beginning: videos are searched, too; only photos with nobody
// else in them; a folder of the photos that show all of them, too; of versions of one picture only the
// largest.
const TICKS = { videos: true, only: false, together: false, largest: false };

export class Wish {
  // `kept` is what `toJSON` said once; `changed` is called after each change.
  constructor(kept = {}, changed = () => {}) {
    this.known = kept.known ?? null; // the folder of people; "" = none, null = not asked yet
    this.learned = new Set(kept.learned); // names of people without a folder
    this.absent = new Set(kept.absent); // names of people in the folder who are not looked for
    this.anybody = kept.anybody ?? false; // whether there is somebody to look for
    this.leftOut = new Set(kept.left_out); // reference photos that are not used
    this.pointed = facesIn(kept.pointed); // faces that count, by their photo
    this.inputs = new Set(kept.inputs); // what is searched
    this.without = new Set(kept.without); // folders in it that are left out
    this.added = kept.added ?? []; // places that the program did not name itself
    this.ticked = kept.ticked ?? false; // whether the places of the command line were ticked
    this.first = kept.first ?? "";
    this.last = kept.last ?? "";
    this.exclude = kept.exclude ?? "";
    for (const [name, from] of Object.entries(TICKS)) this[name] = kept[name] ?? from;
    this.changed = changed;
  }

  toJSON() {
    const { known, anybody, added, ticked, first, last, exclude, videos } = this;
    const { only, together, largest } = this;
    const sets = { learned: [...this.learned], absent: [...this.absent], ...this.references };
    const places = { inputs: [...this.inputs], without: [...this.without], added, ticked };
    const ticks = { videos, only, together, largest };
    return { known, anybody, ...sets, ...places, first, last, exclude, ...ticks };
  }

  // Which reference photos count, and which faces in them.
  get references() {
    const pointed = [...this.pointed].map(([photo, box]) => ({ photo, box }));
    return { left_out: [...this.leftOut], pointed };
  }

  // What a search is begun with.
  get search() {
    const { known, learned, absent, inputs, without, first, last, videos } = this.toJSON();
    const { only, together, largest } = this;
    const names = this.exclude.split(",").map((name) => name.trim());
    const people = { known: known ?? "", learned, absent, ...this.references };
    const whom = { ...people, only, together, largest };
    const where = { inputs, without, exclude: names.filter(Boolean), first, last, videos };
    return { ...whom, ...where };
  }

  looksFor(name) {
    return ![...this.absent].some((other) => folded(other) === folded(name));
  }

  // Somebody of the folder is looked for, or not.
  lookFor(name, wanted) {
    forget(this.absent, name);
    if (!wanted) {
      this.absent.add(name);
      forget(this.learned, name);
    }
    this.changed();
  }

  // A reference photo is used, or not.
  use(photo, wanted) {
    if (wanted) this.leftOut.delete(photo);
    else this.leftOut.add(photo);
    this.changed();
  }

  // This face of a reference photo counts.
  point(photo, box) {
    this.leftOut.delete(photo);
    this.pointed.set(photo, box);
    this.changed();
  }

  // Somebody who was learned is looked for, or not.
  lookForLearned(name, wanted) {
    forget(this.learned, name);
    if (wanted) {
      forget(this.absent, name);
      this.learned.add(name);
    }
    this.changed();
  }

  // Nothing that was chosen is remembered any more.
  forget() {
    Object.assign(this, new Wish({}, this.changed));
    this.changed();
  }

  // The next search is for others than those of these names.
  lookForOthers(names) {
    this.anybody = false;
    this.learned.clear();
    for (const name of names) this.absent.add(name);
    this.changed();
  }

  searchIn(path, wanted) {
    if (wanted) this.inputs.add(path);
    else this.inputs.delete(path);
    this.changed();
  }

  leaveOut(path, out) {
    if (out) this.without.add(path);
    else this.without.delete(path);
    this.changed();
  }

  // One of `known`, `anybody`, `first`, `last`, `exclude`, `videos`, `only`, `together`, `largest`.
  set(name, value) {
    if (this[name] === value) return;
    this[name] = value;
    this.changed();
  }

  // A folder that somebody chose is searched.
  add(path) {
    const name = path.split(/[/\\]/).filter(Boolean).pop() ?? path;
    if (!this.added.some((place) => place.path === path)) {
      this.added.unshift({ kind: "folder", name, path });
    }
    this.inputs.add(path);
    this.changed();
  }

  // All places to choose from, by those that the program names now; a drive that is gone is not
  // searched any more.
  places(named) {
    if (!this.ticked) for (const { path, ticked } of named) if (ticked) this.inputs.add(path);
    this.ticked = true;
    const known = new Set(named.map(({ path }) => path));
    const all = [...this.added.filter(({ path }) => !known.has(path)), ...named];
    const there = new Set(all.map(({ path }) => path));
    for (const path of [...this.inputs]) if (!there.has(path)) this.inputs.delete(path);
    this.changed();
    return all;
  }
}

const facesIn = (pointed = []) => new Map(pointed.map(({ photo, box }) => [photo, box]));

function forget(names, name) {
  for (const other of [...names]) if (folded(other) === folded(name)) names.delete(other);
}
