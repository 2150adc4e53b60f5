// Package sentence has what both faces of the interactive program say in the same
// words: what to know before something is entered, the questions before something
// is lost, and what is said where there is nothing to show. The full screen and the
// line by line program lay them out; neither has a copy.
//
// A sentence that depends on what is on the desk is made by ui/workspace; the names
// of actions are in its table.
package sentence

import "path/filepath"

// Welcome is what the program says before there is anything on the desk.
func Welcome() []string {
	return []string{
		"Does \"Sign in with Microsoft\" work, and is it safe?",
		"edov signs in as your app would, verifies the tokens, and says what",
		"to change in the app registration when something is wrong.",
	}
}

// NothingSent promises that nothing happens by itself.
const NothingSent = "What you paste stays here. Nothing is changed without your yes."

// The client secret, where it is asked for.
const (
	SecretLabel = "Client secret"
	AboutSecret = "The Value from Certificates & secrets. It is never shown, and forgotten when you quit."
	// AboutDemoSecret is about a scenario's.
	AboutDemoSecret = "The Value that the demo's page Certificates & secrets showed when you added the secret. " +
		"The demo's product and the next test use it."
	SecretEntered = "the demo's product has the new secret: test it with a sign-in"
)

// Where the values go on the product's side, and what they are.
const (
	AboutPlaces = "Each place is a step of the plan, which you see before anything is changed."
	TokenLabel  = "Access token of Supabase"
	AboutToken  = "It is never shown, and forgotten when the plan is done."
	SecretOnce  = "Shown once, if you ask for it."
	SecretGone  = "It was shown, and is not shown again."
	BringBack   = "Put back by hand what was there before."
)

// AboutRollout says what reading a tenant's users is, before it is done.
func AboutRollout() []string {
	return []string{
		"Counts users without a mail, with a mail in a domain that the tenant hasn't verified, guests, and users who " +
			"share a mail. Also reads domains, consent settings and the policy for client secrets.",
		"Reads from Microsoft Graph with the credentials of az, azd or PowerShell. It needs User.Read.All, " +
			"Domain.Read.All and Policy.Read.All; what the account can't read is shown as not checked.",
		"Nothing is saved or changed.",
	}
}

// Discard asks before something is lost.
const Discard = "Discard changes?"

// Overwrite asks about a file that exists.
func Overwrite(path string) string { return "Overwrite " + filepath.Base(path) + "?" }

// Changing something at Microsoft.
const (
	Planning = "Reading how it is now. Nothing is changed yet."
	NoStep   = "No step is on. Switch one on first."
	// NoAppYet and MakesApp are said where a practice has nothing to read.
	NoAppYet = "no app registration yet"
	MakesApp = "Setup guide > Do it for me makes one; or make it yourself, step by step."
	NoApp    = "The other steps need the app. Switch on the step that creates it."
	NoSecret = "The steps after it need the secret. Switch on the step that adds it."
	// NoSecretYet is said where the secret of a connection is asked for, and none is entered.
	NoSecretYet = "no client secret was entered. Paste its Value here; for an app without one, choose the kind of app " +
		"in Connection"
	// LostSecret: its value is shown once, to the program that added it.
	LostSecret = "No step saves the new secret, and its value can't be read later. Switch one on."
	ForAdmin   = "This account may not change the app. Save the plan as a message for an administrator."
)

// Sharing what is written to a file.
const (
	AboutShared   = "Names, addresses and IDs of people are replaced."
	AboutUnshared = "Claims are written unredacted."
	AskShare      = "Redact for sharing: replace names, addresses and IDs of people?"
)

// Asking Clerk.
const (
	AboutClerk = "The key is public: every page contains it. edov only reads Clerk's public settings; " +
		"start a sign-in too to see which Entra app Clerk really uses."
	AboutClerkStart = "edov will also start a sign-in at Clerk and abandon it: " +
		"only that shows which Entra app Clerk sends people to."
)

// Explaining an error.
const (
	AboutExplain = "Type an AADSTS number, or paste an error page's text, the browser's final URL, " +
		"a JSON body or a log line."
	NoSuchError = "No match. Enter the number (AADSTS...), the full text of the page, or the log line."
)

// Pasting a document.
const (
	AboutPaste = "An ID token, an access token, a token response, a saved session, " +
		"a report's JSON, or an app's manifest."
	AboutSecretsOf = "Paste an app's manifest or a list of apps, or type the name of its file: edov lists when " +
		"secrets expire. " +
		"Set up your connection first to have edov read them from Microsoft Graph."
	AboutFolder = "Without a folder in its name, it goes where you started edov."

	AboutKeys = "To check the signature, edov downloads Microsoft's public signing keys if the token " +
		"names Microsoft as its issuer."
	AboutOffline = "Offline: the signature will not be checked."
)

// The setup guide.
const (
	BeforeTitle = "Before you start"
	NothingOpen = "All parts are done."
)

// Reports, and two of them beside each other.
const (
	NoRuns         = "No reports yet. edov saves the report of each sign-in here (the last 50), without tokens."
	NothingRelated = "No related finding."
	Outdated       = "From before the last change. Test again to see how it is now."
	OtherAccount   = "Another account signed in, so claims differ for that reason too."
)
