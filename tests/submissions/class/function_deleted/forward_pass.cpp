// Task 2.7  How large is it?
