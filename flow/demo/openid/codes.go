package openid

import (
	"sync"
	"time"

	"edov/flow/demo/credential"
)

// codeLife is how long an authorization code can be redeemed (entra.md 2.3).
const codeLife = 10 * time.Minute

// maxCodes is how many codes are remembered, to tell one that was redeemed or
// has expired from one that was never issued.
const maxCodes = 1000

// issuedCode is an authorization code with what it is bound to.
type issuedCode struct {
	grant
	segment     string // of the authority asked
	redirectURI string
	challenge   string // "" without PKCE
	plain       bool   // the challenge is the verifier itself
	issued      time.Time
	used        bool
}

// codeStore holds the codes issued.
type codeStore struct {
	mu    sync.Mutex
	codes credential.Recent[*issuedCode]
}

func newCodeStore() *codeStore {
	return &codeStore{codes: credential.NewRecent[*issuedCode](maxCodes)}
}

// issue makes a code for the grant. Codes of personal accounts look different.
func (st *codeStore) issue(c issuedCode) string {
	code := credential.Grant(200)
	if c.IsPersonal() {
		code = "M.C5xx_BAY.2.U." + credential.GUID()
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.codes.Add(code, &c)
	return code
}

// redeem hands out the grant of a code once. The checks and the mark are one
// step, so that of any number of parallel requests one succeeds; a request
// that fails a check leaves the code as it was.
func (st *codeStore) redeem(code string, now time.Time, check func(issuedCode) *failure) (grant, *failure) {
	st.mu.Lock()
	defer st.mu.Unlock()
	c, known := st.codes.Get(code)
	if !known {
		return grant{}, fail(9002313)
	}
	if f := check(*c); f != nil {
		return grant{}, f
	}
	switch {
	case c.used:
		return grant{}, fail(54005)
	case now.Sub(c.issued) > codeLife && c.IsPersonal():
		return grant{}, fail(70000)
	case now.Sub(c.issued) > codeLife:
		return grant{}, fail(70008)
	}
	c.used = true
	return c.grant, nil
}
