// What the part of an address behind "#" means: "#person-3" is page "person", number 3.

// `home` is the page that an empty address means. Returns the page's name as the address has it,
// the id of its section (undefined if it is no such name) and its number, -1 if there is none.
export function parseAddress(hash, home) {
  const name = hash.slice(1) || home;
  const [, id, number] = /^([a-z]+)(?:-(\d+))?$/.exec(name) ?? [];
  return { name, id, number: number === undefined ? -1 : Number(number) };
}
