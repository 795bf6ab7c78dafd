// A text field for the name of a group. The name counts when the field is left.

// `group` returns the group that it is about now; `give` is called with it and what was typed.
export function listenToName(field, groups, group, give) {
  field.addEventListener("change", () => give(group(), field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.value = groups.nameOf(group());
    else if (event.key !== "Enter") return;
    const fields = [...document.querySelectorAll("section:not([hidden]) .name")];
    const next = fields[fields.indexOf(field) + 1];
    if (event.key === "Enter" && next) next.focus();
    else field.blur();
    event.preventDefault();
  });
}
