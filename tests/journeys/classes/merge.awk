# Prints the second file with the task regions of the first in place of its own. A region starts with
# its marker, "// Task 1.2 ...", and ends before the next one or before the end of the namespace.
#   awk -f merge.awk changed.cpp solution.cpp
#   awk -v only="1.1 1.3" -f merge.awk solution.cpp stub.cpp    takes just these regions
# What stands above the first marker of the first file comes first, unless `only` is given.
function marked(line) {
  if (line !~ /^\/\/ Task [0-9]+\.[0-9]+/) return ""
  split(line, words, " ")
  sub(/[^0-9.].*$/, "", words[3])
  return words[3]
}

FNR == 1 { file++; task = "" }
{ if (marked($0) != "") task = marked($0) }

file == 1 && task == "" { if (only == "") print; next }
file == 1 && /^}  \/\/ namespace nn/ && only != "" { task = "the end"; next }
file == 1 {
  if (only == "" || index(" " only " ", " " task " ")) {
    region[task] = region[task] $0 "\n"
    unused[task] = 1
  }
  next
}

/^}  \/\/ namespace nn/ { task = "" }
task in region {
  if (task in unused) printf "%s%s", region[task], "\n"
  delete unused[task]
  next
}
{ print }

END {
  for (task in unused) {
    print "merge.awk: there is no task " task > "/dev/stderr"
    exit 1
  }
}
