// Package markdown writes reports, explanations, lists of secrets and setup guides as
// Markdown, to paste into an issue, a chat or a wiki page.
//
// Text from outside is made inert (Inert): no markup, link, mention or HTML in it
// survives, in any of the common dialects. The setup guide's own text is edov's and
// keeps its markup. Like package text, it judges nothing.
package markdown
