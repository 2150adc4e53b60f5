package pasted

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// NoToken is the error for an input without a token to check. It quotes nothing of the input,
// which may be a secret.
type NoToken struct {
	Form string // what the input is, such as "client-secret"; empty: not known
	What string // the same for the user
	Hint string // what to do
}

func (e *NoToken) Error() string { return e.What }

// evidenceHint is for an input that edov does not recognize.
const evidenceHint = "use a JWT, a token response, a session saved with --save, or the JSON of a report"

// Read makes a Session of whatever a user has: what parse reads, and any text
// that contains one token, or an ID token and its access token. notes say how it was found.
// A lone token stays as it is, byte for byte. The error of an input without a token is a
// *NoToken.
func Read(data []byte, kind string) (s *flow.Session, notes []string, err error) {
	r := &recognizer{kind: kind}
	if err = errEvidenceTooLarge; len(data) <= harLimits.Bytes {
		text, note := PlainText(data)
		r.note(note)
		s, err = r.read(text)
	}
	var known *NoToken
	switch {
	case err == nil:
		return s, r.notes, nil
	case !errors.As(err, &known):
		known = &NoToken{What: err.Error(), Hint: evidenceHint}
	}
	return nil, r.notes, known
}

// HoldsToken reports whether a text contains a JWT, or most of one, which does not belong on
// a command line.
func HoldsToken(text string) bool {
	for _, p := range scan(text) {
		if p.form == tokenForm || p.form == encryptedForm || len(p.text) > 20 {
			return true
		}
	}
	return false
}

// MistakenName says what was given instead of the name of a file, such as a secret or an ID;
// nil if it could be a name.
func MistakenName(name string) *NoToken {
	_, _, err := Read([]byte(name), "")
	var no *NoToken
	if !errors.As(err, &no) || slices.Contains(couldBeName, no.Form) {
		return nil
	}
	return no
}

// couldBeName are the forms that the name of a file may have too.
var couldBeName = []string{"", opaqueToken, "json", "name", "hash", "nothing"}

// recognizer finds the token in one input.
type recognizer struct {
	kind    string
	notes   []string
	opened  int    // how many encodings (base64, URL encoding) were decoded
	context string // what contained the token, if its text does not show it
}

// maxLooked bounds how much of a text is looked at for what is around a token.
const maxLooked = 128 << 10

// maxOpened bounds how many encodings may be around a token.
const maxOpened = 3

func (r *recognizer) note(words string) {
	if words != "" && !slices.Contains(r.notes, words) {
		r.notes = append(r.notes, words)
	}
}

// lineEnds makes all line ends the same: text that is pasted into a terminal has \r.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// pasteMarks are what word processors and browsers add around copied text: typographic
// quotes, a byte order mark and direction marks. No token, address or JSON begins or ends
// with one.
const pasteMarks = "\u201c\u201d\u2018\u2019\u00ab\u00bb\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e" +
	"\u2066\u2067\u2068\u2069\u00ad"

// beginsJSON distinguishes JSON from text in brackets, such as a line of a log.
var beginsJSON = lazy.MustCompile(`^(\{|\[\s*["{\[\]])`)

func (r *recognizer) read(text string) (*flow.Session, error) {
	text = strings.TrimSpace(lineEnds.Replace(text))
	if colours.MatchString(text) {
		r.note("removed the colors of a terminal")
		text = strings.TrimSpace(colours.ReplaceAllString(text, ""))
	}
	if bare := strings.TrimSpace(strings.Trim(text, pasteMarks)); bare != text && bare != "" {
		r.note("removed quotes and invisible characters around the text")
		text = bare
	}
	switch {
	case r.kind != "" && r.kind != "id" && r.kind != "access", text == "":
		return parse([]byte(text), r.kind) // which has the error
	case beginsJSON.MatchString(text):
		return r.json(text)
	case len(text) > evidenceLimits.Bytes:
		return nil, errEvidenceTooLarge
	}
	return r.text(text)
}

// text reads what is not JSON.
func (r *recognizer) text(text string) (*flow.Session, error) {
	pieces := scan(text)
	if len(pieces) == 1 && pieces[0].text == text && pieces[0].form == tokenForm {
		return tokenSession(flow.NewToken(text), r.kind), nil
	}
	if joined, n := unwrap(text); n > 0 {
		r.note(fmt.Sprintf("joined a token that was wrapped over %d lines", n))
		text, pieces = joined, scan(joined)
	}
	if tokens := tokensOf(pieces); len(tokens) > 0 {
		if _, isError := flow.FailureInAddress(text); isError && !strings.Contains(text, "\n") { // one response, not a log
			return nil, errorAndToken
		}
		claims := func() []decoded.Claims { list, _ := r.claimsOfText(text); return list }
		if s := r.decodedSession(r.claimsBeside(tokens, claims)); s != nil {
			return s, nil
		}
		return r.resolve(tokens, text)
	}
	if slices.ContainsFunc(pieces, func(p piece) bool { return p.form == nestedForm && !p.aside() }) {
		return nil, nestedToken // which decoding would take apart
	}
	if plain, how := opened(text, pieces); how != "" && r.opened < maxOpened {
		r.opened++
		r.note("decoded the text, which was " + how)
		return r.read(plain)
	}
	if f, ok := flow.ParseFailureText(text); ok {
		return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: f}, nil
	}
	s, f := r.settled(r.claimsOfText(text))
	switch {
	case s != nil:
		return s, nil
	case f != nil:
		return nil, f
	}
	return r.noToken(text, pieces)
}

// noToken says what a text without a whole token is.
func (r *recognizer) noToken(text string, pieces []piece) (*flow.Session, error) {
	switch {
	case mask.HoldsClientSecret(bareWord(text)):
		return nil, clientSecretGiven
	case mask.HoldsClientSecret(text):
		return nil, clientSecretInside
	}
	for _, p := range pieces {
		if p.form == encryptedForm && !p.aside() {
			return nil, p.broken()
		}
	}
	if headless(bareWord(text)) {
		return nil, damaged("its header (the first part) can't be decoded: its beginning is missing or changed")
	}
	if f := formOfText(text); f != nil {
		if f.Form == opaqueToken && r.kind == "access" { // as the user says
			return tokenSession(flow.NewToken(bareWord(text)), r.kind), nil
		}
		return nil, f
	}
	for _, p := range pieces {
		if f := p.broken(); f != nil {
			return nil, f
		}
	}
	if f := printedForm(text); f != nil {
		return nil, f
	}
	if holdsClaims(text) {
		return nil, unreadClaims
	}
	return nil, &NoToken{
		What: "no token found in this text",
		Hint: "a token is one long word that begins with eyJ and has two dots; " +
			"if this is an error, try edov explain; " + evidenceHint,
	}
}

// tokensOf are the complete tokens, each once.
func tokensOf(pieces []piece) []piece {
	var list []piece
	seen := map[string]bool{}
	for _, p := range pieces {
		if p.form == tokenForm && !p.aside() && !seen[p.text] {
			seen[p.text] = true
			list = append(list, p)
		}
	}
	return list
}

// resolve uses the only token that was found, or the ID token that most probably matters, with
// its access token. around is the text that contained them.
func (r *recognizer) resolve(tokens []piece, around string) (*flow.Session, error) {
	list := make([]candidate, len(tokens))
	for i, p := range tokens {
		list[i] = candidateOf(p)
	}
	first, second := choose(list, r.kind)
	switch {
	case len(list) > 1:
		r.noteSeveral(list, first, second, r.where(around, tokens))
	case around != tokens[0].text:
		r.noteFound("the token", r.where(around, tokens))
	}
	if second >= 0 {
		return r.pair(tokens[first].text, tokens[second].text), nil
	}
	kind := r.kind
	if kind == "" {
		kind = list[first].kind
	}
	return tokenSession(flow.NewToken(tokens[first].text), kind), nil
}

func (r *recognizer) noteFound(what, where string) {
	if where == "" {
		r.note("removed quotes and spaces around " + what)
		return
	}
	r.note("found " + what + " in " + where + "; ignored the rest")
}

// pair is a token response made of two tokens.
func (r *recognizer) pair(id, access string) *flow.Session {
	tokens := &flow.Tokens{IDToken: flow.NewToken(id)}
	tokens.SetAccess(flow.NewToken(access))
	return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: tokens}
}

// where says what contained the tokens, and warns of a client secret in it.
func (r *recognizer) where(around string, tokens []piece) string {
	around = mask.Cut(around, maxLooked)
	for _, t := range tokens[:min(len(tokens), 32)] {
		around = strings.ReplaceAll(around, t.text, "")
	}
	if mask.HoldsClientSecret(around) {
		r.note("there is a client secret next to the token: replace it if others can see this text")
	}
	if r.context != "" {
		return r.context
	}
	return wrapping(around)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// jsonProblem says why JSON cannot be read. Of its text, it names only the members of a token
// response.
func jsonProblem(err error) string {
	var own *strictjson.Error
	if errors.As(err, &own) {
		plain := *own
		if !flow.IsTokenMember(plain.Name) {
			plain.Name = ""
		}
		return "the JSON can't be read: " + plain.Error()
	}
	return "the JSON can't be read"
}
