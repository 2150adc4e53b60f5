package terminal

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"

	"edov/flow/lazy"
)

// How long a terminal has to tell its colours. The first frame must not wait
// for one that never answers.
const (
	answerLimit       = 20 * time.Millisecond
	answerLimitRemote = 250 * time.Millisecond
)

// backgroundQuery asks for the background (OSC 11) and then for what every
// terminal answers (DA1), so that one without OSC 11 costs no time either.
const backgroundQuery = "\x1b]11;?\x1b\\\x1b[c"

// statusQuery (DSR 5) is answered by every terminal. The answer itself is of no
// interest: it makes the terminal readable.
const statusQuery = "\x1b[5n"

// DetectBackground says whether the terminal is dark, which is also assumed of
// one that does not tell. What was typed meanwhile is returned, and with it the
// beginning of an answer that has not fully come.
func DetectBackground(in, out *os.File, getenv func(string) string) (dark bool, typed []byte) {
	if dark, ok := backgroundFromEnv(getenv("COLORFGBG")); ok {
		return dark, nil
	}
	if !canCancel(runtime.GOOS) || !passesQuestions(getenv) ||
		!term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return true, nil
	}
	limit := answerLimit
	if getenv("SSH_CONNECTION") != "" {
		limit = answerLimitRemote
	}
	return backgroundByAsking(in, out, limit)
}

// canCancel tells the systems on which a read of the terminal can be given up;
// cancelreader only pretends to on the others.
func canCancel(goos string) bool {
	switch goos {
	case "linux", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris":
		return true
	}
	return false
}

// passesQuestions is false for terminals that are known to print questions or
// to keep them. tmux answers for its terminal, screen does not.
func passesQuestions(getenv func(string) string) bool {
	name := getenv("TERM")
	screen := getenv("STY") != "" || strings.HasPrefix(name, "screen")
	return name != "dumb" && name != "linux" && (!screen || getenv("TMUX") != "")
}

// backgroundByAsking is DetectBackground once nothing but the terminal knows.
func backgroundByAsking(in, out *os.File, limit time.Duration) (dark bool, typed []byte) {
	read := ask(in, out, limit)
	dark, ok := backgroundFromAnswer(read)
	var filter answerFilter
	typed = append(filter.filter(read), filter.held...)
	if len(typed) > 0 {
		// Bubble Tea reads when the terminal has something, so without this
		// the keys would wait for the next one.
		_, _ = out.WriteString(statusQuery)
	}
	return dark || !ok, typed
}

// ask puts the question and reads until the answer to its second part or the
// limit. Nothing is left reading afterwards.
func ask(in, out *os.File, limit time.Duration) []byte {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil
	}
	defer func() { _ = term.Restore(int(in.Fd()), before) }()
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return nil
	}
	defer reader.Close()
	if _, err := out.WriteString(backgroundQuery); err != nil {
		return nil
	}
	timer := time.AfterFunc(limit, func() { reader.Cancel() })
	defer timer.Stop()
	var read []byte
	for buf := make([]byte, 256); len(read) < maxAnswer && !attributes.Match(read); {
		n, err := reader.Read(buf)
		read = append(read, buf[:n]...)
		if err != nil {
			break
		}
	}
	return read
}

// hex is one part of a colour in a terminal's answer.
const hex = `[0-9a-fA-F]{1,4}`

var (
	attributes = lazy.MustCompile(`\x1b\[\?[0-9;]*c`)
	rgbAnswer  = lazy.MustCompile(
		`\x1b\]11;rgba?:(` + hex + `)/(` + hex + `)/(` + hex + `)(?:/` + hex + `)?(?:\x07|\x1b\\)`)
)

// backgroundFromEnv reads COLORFGBG, "15;0", whose last field is the colour of
// the background: 7 and 9 to 15 are light.
func backgroundFromEnv(value string) (dark, ok bool) {
	n, err := strconv.Atoi(value[strings.LastIndexByte(value, ';')+1:])
	if err != nil || n < 0 || n > 15 || !strings.Contains(value, ";") {
		return false, false
	}
	return n < 7 || n == 8, true
}

// backgroundFromAnswer judges the colour by its luminance (ITU-R BT.709
// weights). A colour that was cut short is none: its digits would mislead.
func backgroundFromAnswer(answer []byte) (dark, ok bool) {
	m := rgbAnswer.FindSubmatch(answer)
	if m == nil {
		return false, false
	}
	part := func(hex []byte) float64 {
		n, err := strconv.ParseUint(string(hex), 16, 32)
		if err != nil {
			return 0
		}
		return float64(n) / float64(uint64(1)<<(4*len(hex))-1)
	}
	return 0.2126*part(m[1])+0.7152*part(m[2])+0.0722*part(m[3]) < 0.5, true
}
