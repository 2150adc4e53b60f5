package tui

import (
	"bytes"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
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

// detectBackground says whether the terminal is dark, which is also assumed of
// one that does not tell. Keys typed meanwhile are returned.
func detectBackground(in, out *os.File, getenv func(string) string) (dark bool, typed []byte) {
	if dark, ok := backgroundFromEnv(getenv("COLORFGBG")); ok {
		return dark, nil
	}
	name := getenv("TERM")
	screen := strings.HasPrefix(name, "screen") && getenv("TMUX") == ""
	if runtime.GOOS == "windows" || name == "dumb" || screen ||
		!term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return true, nil
	}
	limit := answerLimit
	if getenv("SSH_CONNECTION") != "" {
		limit = answerLimitRemote
	}
	answer := ask(in, out, limit)
	dark, ok := backgroundFromAnswer(answer)
	var filter answerFilter
	return dark || !ok, filter.filter(answer)
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
	var answer []byte
	for buf := make([]byte, 256); len(answer) < maxAnswer && !attributes.Match(answer); {
		n, err := reader.Read(buf)
		answer = append(answer, buf[:n]...)
		if err != nil {
			break
		}
	}
	return answer
}

var (
	attributes = regexp.MustCompile(`\x1b\[\?[0-9;]*c`)
	rgbAnswer  = regexp.MustCompile(`\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
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

// backgroundFromAnswer judges the colour by its relative luminance (ITU-R
// BT.709 weights).
func backgroundFromAnswer(answer []byte) (dark, ok bool) {
	m := rgbAnswer.FindSubmatch(bytes.TrimSpace(answer))
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
