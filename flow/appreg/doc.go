// Package appreg reads app registrations of Microsoft Entra ID, in whatever form people have them: a portal manifest of
// today or of before 2025, a response of Microsoft Graph, the output of az ad app show or list, and what package appdoc
// makes of other documents. Each form becomes an App, whose values know where they were read.
//
// Read and ReadList take a document; Each and EachWhole a stream of any length, one registration after the other;
// Decode a value of JSON. Typed stands for a registration of which only the end of its secret is known.
//
// An App carries no secret: the values of secrets in a document are dropped while it is read. MatchSecret finds the
// credential that a secret belongs to by its hint, and keeps nothing of it. What a document does not mention is not
// known; that is never the same as empty. Nothing is judged here, and nothing is printed. Errors are in words for the
// user and quote nothing but the names of members.
package appreg
