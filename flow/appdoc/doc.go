// Package appdoc brings the documents in which people have an app registration into one form: a list of JSON objects
// with the names of Microsoft Graph, or of a portal manifest. It keeps the places of values, so that a finding names
// a line of the document as it was given.
//
// Open makes readable text of bytes: UTF-16 from PowerShell, a byte order mark, colours, lines of az before or after
// the JSON. Recast finds the registrations in JSON that is neither a manifest nor a response of Microsoft Graph:
// Terraform, ARM templates as Bicep compiles to, PowerShell, $batch responses, a list of credentials. IsPlaceholder
// recognizes the blanks of a template.
//
// It reads what is there, judges nothing and keeps no document. Errors are in words for the user, and quote nothing
// of the document.
package appdoc
