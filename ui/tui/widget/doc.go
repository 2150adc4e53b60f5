// Package widget draws. It has the parts that the screens of package tui are made of, and
// knows nothing of what they show: no connection, no report, no store.
//
// # Parts
//
//   - Split is a list of Rows with the details of the selected one. All lists are splits.
//   - Question and Chooser are pop-ups: a yes or no, and one of several. A screen asks
//     them what was answered and does what follows.
//   - Input is a line to type in; Style.Dress and KeepIn do the same for a form of Huh's.
//   - Tabs names the panes of a screen, Footer the keys that are valid now. Both remember
//     where they drew what, for clicks.
//   - Scroll shows a part of lines that are more than fit.
//   - Style.Table, Style.Bars and Style.Progress draw facts and numbers, Style.Box frames a
//     pop-up, QR draws a code.
//
// # Lines
//
// A part draws into lines: strings without line ends, which may carry styles. Fit, Cut,
// Wrap, Hard, Labelled, Ends and Beside bring text to a width, Indent, Styled and Page work
// on lines that are there. Widths are in cells of the terminal (Cells), never in bytes or
// characters. A part draws into the width and height that it is given, and remembers
// neither longer than it needs them for a click.
//
// # Text from outside
//
// What is drawn has to be harmless: text that came from a server, a file or the user goes
// through visible.Line (package flow/visible) before it is given to a part. Only Table
// does that itself. An Input hides what looks like a secret, wherever it was pasted.
//
// # Looks, keys, mouse
//
// Style names looks and symbols by their meaning, once for dark and once for light
// terminals, with words in ASCII for those that show no more (Style.Plain). Keys are those
// that mean the same everywhere; Bind and As make others, Pressed compares, KeyFor makes
// the message of a key for whoever clicks instead. Click and Wheel come in the coordinates
// of the part they are given to.
package widget
