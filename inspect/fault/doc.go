// Package fault explains errors: the AADSTS numbers of Microsoft Entra ID, the personal-account service that gives no
// numbers, and what products, libraries and networks say of a sign-in that failed.
//
// The errors are data: aadsts.json by number, causes.json for those without one and for the texts by which they are
// known. A reader adds an error there; the test of the data says what is missing. The words are edov's own;
// Microsoft's are shown beside them as evidence. Only AADSTS numbers are stable: texts are a last resort.
package fault
