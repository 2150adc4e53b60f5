package check

import (
	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
)

var connectionChecks = []Check{
	{
		ID: "secret-shape", Title: "Client secret looks like a secret's Value",
		Severity: report.Warning, Step: report.StepConnection,
		Func: checkSecretShape,
	},
	{
		ID: "client-auth", Title: "Client secret authenticates the app",
		Severity: report.Note, Step: report.StepConnection,
		Func: checkClientAuth,
	},
}

func checkSecretShape(in *Input) *Result {
	r := in.Session.Request
	evidence := report.Evidence{Label: "form", Got: r.SecretShape, Want: "value"}
	switch r.SecretShape {
	case "":
		if r.ClientAuth == fault.AuthSecret && r.Server() != flow.Microsoft {
			return in.skip("a client secret of a test server may have any form")
		}
		return in.skip("no client secret was entered")
	case "guid":
		return in.fail("the client secret looks like a Secret ID: it is a GUID, not a Value", evidence).fix(fixNewSecret)
	case "odd":
		return in.fail("the client secret does not have the length or characters of a Value", evidence).
			because("it may be cut off, or include spaces or quotes").
			fix("copy the Value again, or create a new client secret: " + fixNewSecret)
	}
	if r.SecretLineEnd {
		return in.fail("the secret's file or variable ends in a line end, which edov left out",
			report.Evidence{Label: "after the secret", Got: "a line end", Want: "nothing"}).
			because("a product that reads it as it is sends the line end as part of the secret, and may be refused").
			fix(report.WithoutLineEnd).as(report.Note)
	}
	return in.pass("the client secret has the form of a Value", evidence)
}

func checkClientAuth(in *Input) *Result {
	switch in.Session.Request.ClientAuth {
	case "secret":
		return in.pass("a client secret was used")
	case "none":
		return in.fail("the app signed in as a public client, without a secret").
			because("auth products sign in from a server, with a client secret").
			fix("to test that, pass --secret-env NAME or --secret-file FILE")
	}
	return in.skip("how the app authenticated is not known")
}
