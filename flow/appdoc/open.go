package appdoc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"edov/flow/lazy"
)

// Text is a document as text.
type Text struct {
	JSON []byte
	// Notes say what was skipped or converted, a sentence each.
	Notes []string
}

var (
	ansi = lazy.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")
	// jsonStart is a line that begins JSON, after what Ansible writes before it. What may follow keeps [WARN] and a
	// colour such as [33m out.
	jsonStart = lazy.MustCompile(`(?m)^[ \t]*(?:(?:ok|changed|fatal): \[[^\n]*=> )?(\{\s*["}]|\[\s*[\[\]{"])`)
)

// Open decodes the bytes of a document and blanks what is before its JSON, and what az wrote after it. Blanking keeps
// the numbers of lines. Documents that are not JSON are refused by their kind, with the command of from that writes
// JSON.
func Open(data []byte, from Source) (Text, error) {
	text, wide := Decode(data)
	var notes []string
	if wide {
		notes = []string{"converted the text from UTF-16, which PowerShell writes"}
	}
	if bytes.IndexByte(text, 0x1b) >= 0 {
		text = ansi.ReplaceAll(text, nil)
	}
	text, stamps := unstamped(text)
	text, numbers := unnumbered(text)
	text, braces := inBraces(text)
	notes = slices.Concat(notes, stamps, numbers, braces)
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 {
		return Text{JSON: text, Notes: notes}, nil
	}
	at := jsonStart.FindSubmatchIndex(text)
	isLog := len(stamps) > 0
	isOther := isList(trimmed)
	if !isLog && !isOther && (at != nil && isBlank(text[:at[2]]) || startsJSON(trimmed)) {
		text, note := blankAfter(text)
		return Text{JSON: text, Notes: append(notes, note...)}, nil
	}
	if err := refused(trimmed, at != nil && !isOther, from); err != nil {
		return Text{}, err
	}
	if at == nil && isLog {
		return Text{}, errors.New("this is a log without the JSON of " + from.What + "; use " + from.Az)
	}
	if at == nil {
		return Text{JSON: text, Notes: notes}, nil
	}
	notes = append(notes, "skipped the text before the JSON, such as a warning of az (2>/dev/null keeps it out)")
	if picked, more, ok := pick(text); ok {
		if more {
			notes = append(notes, "skipped the text after the JSON")
		}
		return Text{JSON: picked, Notes: notes}, nil
	}
	text, note := blankAfter(append(blank(text[:at[2]]), text[at[2]:]...))
	return Text{JSON: text, Notes: append(notes, note...)}, nil
}

// startsJSON reports whether a text begins as any JSON value does, also as one that no registration can be.
func startsJSON(text []byte) bool {
	return (text[0] == '{' || text[0] == '[' || text[0] == '"') && !bytes.HasPrefix(text, []byte("[WARN")) &&
		!bytes.HasPrefix(text, []byte("[INFO")) && !bytes.HasPrefix(text, []byte("[ERR"))
}

// blankAfter blanks lines that follow the JSON, if they are words of a program: another JSON document is none.
func blankAfter(text []byte) ([]byte, []string) {
	end := lastEnd(text)
	rest := bytes.TrimSpace(text[end:])
	if end == 0 || len(rest) == 0 || !logLine.Match(rest) {
		return text, nil
	}
	return append(slices.Clone(text[:end]), blank(text[end:])...), []string{"skipped the text after the JSON"}
}

// lastEnd is where the last line ends that a bracket ends; 0 if there is none.
func lastEnd(text []byte) int {
	for len(text) > 0 {
		start := bytes.LastIndexByte(text, '\n') + 1
		line := bytes.TrimRight(text[start:], " \t\r")
		if bytes.HasSuffix(line, []byte("}")) || bytes.HasSuffix(line, []byte("]")) {
			return start + len(line)
		}
		text = text[:max(start-1, 0)]
	}
	return 0
}

// logLine is what az, azd, terraform, PowerShell and shells write beside their output, a prompt among them.
var logLine = lazy.MustCompile(
	`(?i)^(##\[|WARN(ING)?\b|ERROR\b|INFO\b|DEBUG\b|NOTE\b|PS [A-Z/~].*>|[$#] ?|[\w.-]+@[\w.-]+[:~])`,
)

// blank replaces all of a text by spaces, except for line ends.
func blank(text []byte) []byte {
	text = slices.Clone(text)
	for i := range text {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
	return text
}

// Decode returns UTF-8 without a byte order mark, and whether the bytes were UTF-16.
func Decode(data []byte) (text []byte, wide bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], false
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		data, order = data[2:], binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, order = data[2:], binary.BigEndian
	case len(data) > 3 && data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		order = binary.LittleEndian
	case len(data) > 3 && data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		order = binary.BigEndian
	default:
		return data, false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	text = make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		text = utf8.AppendRune(text, r)
	}
	return text, true
}

var (
	comment       = lazy.MustCompile(`(?m)^\s*(//|/\*)|[{\[,"0-9el]\s*//[^"\n]*$|,\s*/\*`)
	trailingComma = lazy.MustCompile(`,\s*[}\]]`)
)

// NoJSON says what people write that JSON does not have, of a text that could not be read as JSON; empty: nothing of
// that.
func NoJSON(text []byte) string {
	switch {
	case bytes.Contains(text, []byte(`"AzureAd"`)) && bytes.Contains(text, []byte(`"ClientId"`)):
		return "these look like the settings of an ASP.NET app (appsettings.json), which are no app registration; " +
			"edov connections import FILE reads them"
	case comment.Match(text):
		return "JSON has no comments: delete what begins with // or /*"
	case trailingComma.Match(text):
		return "a comma stands before a closing } or ]: delete it"
	}
	return ""
}

// isList reports whether a text that may begin as JSON is a table, CSV, or what az writes with -o tsv, or a diff.
func isList(text []byte) bool {
	return bytes.HasPrefix(text, []byte("+--")) || bytes.HasPrefix(text, []byte("[]\t")) || csvHeader.Match(text) ||
		diffLine.Match(text[:min(len(text), 16<<10)])
}
