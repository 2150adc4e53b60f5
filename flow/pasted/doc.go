// Package pasted recognizes what people paste or save when they are asked for a token: a JWT, alone or inside a log, a
// HAR file, a URL, a wrapped or encoded text; a token response; claims that another program decoded; a saved session;
// an error. Read is its door: it makes a flow.Session of the input and says in notes what it skipped or decoded.
//
// What is no token is named: a client secret, a code, a private key, a session of a product, a picture. The error is a
// *NoToken with a hint, and quotes nothing of the input, which may be a secret.
//
// A lone token stays as it is, byte for byte. Nothing is verified or judged here; no network is asked.
package pasted
