// Package markdown writes reports, explanations, lists of secrets and guides as Markdown, for an issue, a chat or a page.
//
// All text from outside is made inert: no markup, link, mention or HTML in it survives.
package markdown
