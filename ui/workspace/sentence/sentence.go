// Package sentence has what both faces of the interactive program say in the same
// words: what to know before something is entered, the questions before something
// is lost, and what is said where there is nothing to show. The full screen and the
// line by line program lay them out; neither has a copy.
//
// A sentence that depends on what is on the desk is made by ui/workspace; the names
// of actions are in its table.
package sentence

// Welcome is what the program says before there is anything on the desk.
func Welcome() []string {
	return []string{
		"Does \"Sign in with Microsoft\" work, and is it safe?",
		"edov signs in as your app would, verifies the tokens, and says what",
		"to change in the app registration when something is wrong.",
	}
}

// NothingSent promises that nothing happens by itself.
const NothingSent = "Nothing is sent until you confirm."

// The client secret, where it is asked for.
const (
	SecretLabel = "Client secret"
	AboutSecret = "The Value from Certificates & secrets. It is not shown, and forgotten when edov ends."
)

// Before something is lost.
const (
	Discard   = "Discard changes?"
	Overwrite = "The file exists. Overwrite it?"
)

// Sharing what is written to a file.
const (
	AboutShared   = "Names, addresses and IDs of people are replaced."
	AboutUnshared = "Claims are written unredacted."
	AskShare      = "Redact for sharing: replace names, addresses and IDs of people?"
)

// Asking Clerk.
const (
	AboutClerk = "The key is public: every page carries it. edov only looks; " +
		"beginning a sign-in too shows which Entra app Clerk really uses."
	AboutClerkStart = "edov will also begin a sign-in at Clerk and abandon it: " +
		"only that shows which Entra app Clerk sends people to."
)

// Explaining an error.
const (
	AboutExplain = "Type a number, or paste the text of an error page, the address the browser ended on, " +
		"a JSON body, or a line of a product's log."
	NoSuchError = "No match. Give the number (AADSTS...), the whole text of the page, or the line of the product's log."
)

// Pasting a document.
const (
	AboutPaste = "An ID token, an access token, a token response, a session written with --save, " +
		"a report's JSON, or an app's manifest."
	AboutKeys    = "To check the signature, edov fetches the public signing keys if the token says it is Microsoft's."
	AboutOffline = "Offline: the signature will not be checked."
)

// The setup guide.
const (
	BeforeTitle = "Before you start"
	NothingOpen = "All parts are done."
)

// Reports, and two of them beside each other.
const (
	NoRuns         = "Nothing yet. The report of each sign-in is saved here, the last 50, without any token."
	NothingRelated = "Nothing on the other side belongs to this."
	OtherAccount   = "Another account signed in, so claims differ for that reason too."
)
