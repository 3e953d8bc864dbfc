### The frame of all pages, and the pages on which people come in.

frame-sign-in = サインイン
frame-month-1 = 1
frame-month-2 = 2
frame-month-3 = 3
frame-month-4 = 4
frame-month-5 = 5
frame-month-6 = 6
frame-month-7 = 7
frame-month-8 = 8
frame-month-9 = 9
frame-month-10 = 10
frame-month-11 = 11
frame-month-12 = 12
frame-date = { $year }年{ $month }月{ $day }日
frame-date-time = { $date } { $time } UTC
