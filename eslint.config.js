// What `npm run lint` looks at, beside Prettier, which alone decides how code is laid out.

import js from "@eslint/js";
import globals from "globals";

const SCRIPTS = "facefinder/report/page_files/scripts";
const APP = "facefinder/app/page_files/scripts";

// Text from files (names of photos, of people) comes into the page as text, never as markup or code.
const MARKUP = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "write"].map(
  (property) => ({ property, message: "text comes in by textContent, never as markup" }),
);

// Numbers and days are written as the chosen language does it, which need not be the browser's.
const BROWSERS_OWN = ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"].map(
  (property) => ({ property, message: "decide/language.js knows which language was chosen" }),
);

export default [
  { ignores: ["*", "!eslint.config.js", "!facefinder/", "!tests/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // A function fits one screen and does one thing; a module has one purpose.
      "max-lines-per-function": ["error", 40],
      "max-lines": ["error", 250],
      "max-params": ["error", 5],
      complexity: ["error", 12],
      "array-callback-return": "error",
      "consistent-return": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", ...MARKUP, ...BROWSERS_OWN],
      "no-restricted-syntax": [
        "error",
        // facefinder/report/scripts.py makes one script of the modules, and knows these forms alone.
        { selector: "ExportDefaultDeclaration", message: "export by name" },
        { selector: "ExportAllDeclaration", message: "export where it is made" },
        { selector: "ImportExpression", message: "import at the top" },
        { selector: "ExportNamedDeclaration > VariableDeclaration[kind='let']", message: "const" },
      ],
      "no-shadow": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      radix: "error",
      yoda: "error",
    },
  },
  // What decides knows no page: neither `document` nor any other name of a browser is defined there.
  {
    files: [`${SCRIPTS}/decide/**`],
    languageOptions: { globals: { TextEncoder: "readonly" } },
  },
  {
    files: [`${SCRIPTS}/draw/**`],
    languageOptions: { globals: globals.browser },
  },
  // The first modules of the pages: they alone see the report's data, which data.js brings.
  {
    files: [`${SCRIPTS}/*.js`],
    languageOptions: { globals: { FACEFINDER: "readonly", localStorage: "readonly" } },
  },
  // The app's page: modules of a server, so they talk to it; what decides knows no page there either.
  {
    files: [`${APP}/*.js`, `${APP}/draw/**`],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["tests/**"],
    languageOptions: { globals: globals.nodeBuiltin },
  },
  {
    files: ["eslint.config.js"],
    rules: { "no-restricted-syntax": "off" }, // ESLint wants a default export
  },
];
