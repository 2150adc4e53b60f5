package pasted

import (
	"errors"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// ownFile is the beginning of what edov writes as JSON; the kind of it follows.
var ownFile = lazy.MustCompile(`^\{\s*"kind"\s*:\s*"edov-([a-z]{1,20})"`)

// BrokenFile is for a file that edov wrote and whose JSON can't be read, such as half of a saved session; nil: it is
// another text, or whole.
func BrokenFile(data []byte) *NoToken {
	if _, err := strictjson.Parse(data, harLimits); err != nil {
		return brokenFile(string(data), err)
	}
	return nil
}

// brokenFile is the same with why the JSON can't be read. What is left of such a file must not be judged: without the
// rest it is not known whose tokens they are, and where the sign-in was.
func brokenFile(text string, why error) *NoToken {
	m := ownFile.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	what := "this " + m[1] + " that edov wrote can't be read: " + why.Error()
	var at *strictjson.Error
	if errors.As(why, &at) && at.Reason == strictjson.CutOff {
		what = "this " + m[1] + " that edov wrote is cut off"
	}
	return &NoToken{"own-file", what, "use the whole file, as edov wrote it"}
}
