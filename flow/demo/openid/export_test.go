package openid

// Lifetimes, for the tests of this room.
const (
	Backdate = backdate
	CodeLife = codeLife
)
