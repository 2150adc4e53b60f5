// Package fault explains errors: the AADSTS numbers of Microsoft Entra ID, the personal-account service that gives no
// numbers, and what products, libraries and networks say of a sign-in that failed.
//
// The errors are data: aadsts.json by number, causes.json for those without one and for the texts by which they are
// known. A reader adds an error there; the test of the data says what is missing. The words are edov's own;
// Microsoft's are shown beside them as evidence. Only AADSTS numbers are stable: texts are a last resort.
//
// What a library or product says is read three times. signs/*.json knows the messages of many by their form.
// families.json knows what complaints are about, by a subject with a verb or by a turn that says it alone, so that a
// library that edov has never heard of is understood too. hints.json orders the causes of a family by the other words
// of the text: "slash" beside an issuer, "until yesterday" beside a secret. A family and a hint only make a cause
// likely; "is" is said of what the text itself shows, two values that differ. signs/first.json is read before
// all others: nothing else in a text says more. Each sign has a text that it matches in testdata/explain/signs.json.
// The program has the signs packed, in signs.dat, and aadsts.json, concepts.json, families.json and likely.json in
// tables.dat; "go test ./inspect/fault -run Pages -update" writes both.
//
// What a person tells in a sentence is also understood by the concepts in it, in whatever order: concepts.json has the
// words of each, and families.json which of them stand for a family together. A sentence without a word of sign-ins is
// left alone: groups get no parcels, and heatings stop working too.
//
// foreign.json has the words of other languages in which people complain; a sentence of them is read in English too.
//
// A sentence that none of these knows is read word by word. wordmodel.dat has for each stem and concept how much it
// speaks for a cause, and for a sign-in at all; it is made by a test of labelled texts (testdata/explain: found.json,
// kinds.json, told.json), and of texts about something else (others.json, unrelated.json), none of which is in it. What
// it says is called a guess and names its words. It also chooses the second cause of a family, whose order is the same
// for all texts, and keeps a family silent where all other words are of something else.
//
// What a text states decides among the causes too: facts.json has what rules some of them out, whatever else is said,
// such as an answer of Graph's that a network must have brought. A reason that a network gives comes before what wraps
// it. The name or code of an error is read as its words, and the address in a setting is held against the setting's
// name. A line of a log that names no cause is read again without what the logger adds.
//
// others.json knows the errors of other providers and services. They are not explained: Microsoft's settings have
// nothing to do with them. Some are known by a name, some by a form with a name in it, "tool: ". Who is named only as
// what works, beside what does not, owns nothing.
package fault
