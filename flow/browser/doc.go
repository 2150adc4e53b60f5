// Package browser opens an address in the user's browser, and knows whether that browser can reach this machine.
//
// Open starts a program without a shell, without the terminal of edov and without variables that hold secrets. Only web
// addresses are opened, and no text browsers: they would take over the terminal. Around looks where edov runs: in a
// remote shell, a container, WSL or a codespace. ForwardCommand then names the command that forwards the ports.
//
// Nothing here ends a sign-in: the address is always shown too.
package browser
