package check

import (
	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
)

var connectionChecks = []Check{
	{
		ID: "secret-shape", Title: "the typed secret has the form of a secret's Value", Severity: report.Warning, Step: report.StepConnection,
		Doc:  "**What.** The form of the client secret that was typed, not the secret itself.\n\n**Why.** A GUID is the Secret ID, the column beside the Value. A Value has 16 to 64 characters without blanks, usually about 40.\n\n**Fix.** " + fault.FixNewSecret + ".",
		Refs: []string{"https://learn.microsoft.com/graph/api/resources/passwordcredential", refSecrets}, Func: checkSecretShape,
	},
	{
		ID: "client-auth", Title: "the app authenticates with a secret", Severity: report.Note, Step: report.StepConnection,
		Doc:  "**What.** Whether a client secret was sent, or the app signed in as a public client.\n\n**Why.** Auth products sign in from a server and use a secret with the platform Web. A public client is right for apps on a user's own device.\n\n**Fix.** Give a secret with --secret-env NAME or --secret-file FILE to test what a product would do.",
		Refs: []string{"RFC 6749 section 2.1", refCodeFlow}, Func: checkClientAuth,
	},
}

func checkSecretShape(in *Input) Result {
	r := in.Session.Request
	evidence := report.Evidence{Label: "form", Got: r.SecretShape, Want: "value"}
	switch r.SecretShape {
	case "":
		if r.ClientAuth == fault.AuthSecret && r.Server() != flow.Microsoft {
			return skip("a test server's secrets may have any form")
		}
		return skip("no secret was typed")
	case "guid":
		return fail("the secret has the form of a GUID: it is the Secret ID, not the Value", evidence).mend(fault.FixNewSecret)
	case "odd":
		return fail("the secret has not the length or characters of a Value", evidence).
			because("it may be cut off, or have blanks or quotes copied with it").mend("copy the Value again; " + fault.FixNewSecret)
	}
	return pass("the secret has the form of a Value", evidence)
}

func checkClientAuth(in *Input) Result {
	switch in.Session.Request.ClientAuth {
	case "secret":
		return pass("a client secret was used")
	case "none":
		return fail("the app signed in as a public client, without a secret").
			because("auth products sign in from a server, with a secret").mend("to test that: --secret-env NAME or --secret-file FILE")
	}
	return skip("it is not known how the app authenticated")
}
