package widget

// Click is a press of the left button, in the coordinates of what it is given to.
type Click struct{ X, Y int }

// Wheel is a turn of the mouse wheel by some lines, up if they are negative.
type Wheel struct{ Lines, X, Y int }
