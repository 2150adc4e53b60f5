package check

import (
	"strings"

	"edov/flow"
	"edov/inspect/report"
)

// titleFor is a check's title, for the server of this connection: the checks of the
// sign-in speak of it as Microsoft.
func titleFor(c *Check, server string) string {
	if server != flow.Microsoft && (c.Step == report.StepConnection || c.Step == report.StepSignIn) {
		return strings.ReplaceAll(c.Title, flow.Microsoft, server)
	}
	return c.Title
}

// changedOnItsWay is what to do where an answer is not as it should be. Of a test
// server it is more likely that it answers so itself.
func (in *Input) changedOnItsWay() string {
	if in.Session.Request.Server() == flow.Microsoft {
		return "look for a proxy that changes responses"
	}
	return "correct what the server sends"
}

// askWhoSent is what to do about a value that should not come.
func (in *Input) askWhoSent() string {
	if in.Session.Request.Server() == flow.Microsoft {
		return "ask Microsoft's support with the correlation ID"
	}
	return "correct what the server sends"
}
