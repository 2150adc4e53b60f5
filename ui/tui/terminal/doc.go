// Package terminal speaks with the terminal itself, beside Bubble Tea, which runs the program's
// loop: whether its background is dark (asked once, before that), what of its input is a key and
// what an answer, the frames, the clipboard, and suspension to the shell.
//
//	dark, typed := terminal.DetectBackground(os.Stdin, os.Stdout, os.Getenv)
//	input := terminal.NewInput(os.Stdin, typed)
//	output := terminal.NewOutput(os.Stdout)
//	err := terminal.Run(ctx, model, input, output, true)
//
// Input keeps the terminal's answers from being taken for keys. Output is shared by the
// frames and the Clipboard, whose sequences must not get into each other. Run draws the
// model's frames when they change (screen.go), and Bubble Tea does so only on Windows.
package terminal
