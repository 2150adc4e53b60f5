// Package change says exactly what to change in an app registration: one member, before and after, and the JSON merge
// patch (RFC 7396) that joins several of them for Microsoft Graph.
//
// It only describes: inspect/remedy makes plans of it. Values are raw JSON, so that a change shows a manifest's own
// words.
package change
