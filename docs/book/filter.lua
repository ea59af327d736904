-- Makes a page of the book out of a text. `./gradus book` (autograder/cli/book.cpp) calls pandoc with it, in the
-- course's folder, and gives it three words:
--   page    the text's path, such as lessons/04_backprop/README.md
--   notes   a file to write: what the text leads to, shows and says; the command checks the links with it and
--           makes the index for the search out of it. One line each, its fields between tabs:
--             id ANCHOR | link PATH ANCHOR | source PATH | figure PATH | section ANCHOR TITLE WORDS
--   whole   set for the PDF, where all texts are one page: anchors then begin with their text's name

local page, folder, whole, notes

local function note(...)
  local fields = {}
  for _, field in ipairs({...}) do
    fields[#fields + 1] = (field:gsub('%s+', ' '))
  end
  notes:write(table.concat(fields, '\t'), '\n')
end

-- "../a/b.md" of a text in the folder "docs": "a/b.md".
local function resolved(path)
  local parts = {}
  for part in (folder .. '/' .. path):gmatch('[^/]+') do
    if part == '..' and #parts > 0 and parts[#parts] ~= '..' then
      parts[#parts] = nil
    elseif part ~= '.' then
      parts[#parts + 1] = part
    end
  end
  return table.concat(parts, '/')
end

local function is_file(path)
  local file = io.open(path)
  local text = file and file:read(1) -- a folder can be opened, but not read
  if file then file:close() end
  return text ~= nil
end

-- Where the book has a file: a text or the page of a source (book.cpp knows the same names).
local function place(path)
  if path:match('README%.md$') then return (path:gsub('README%.md$', 'index.html')) end
  if path:match('%.md$') then return (path:gsub('md$', 'html')) end
  return path .. '.html'
end

local function anchor_in_whole(path, anchor)
  return path:gsub('[^%w]', '-') .. (anchor ~= '' and '--' .. anchor or '')
end

-- From this page to a place in the book.
local function way_to(path, anchor)
  if whole and path:match('%.md$') then return '#' .. anchor_in_whole(path, anchor) end
  local up = folder:gsub('[^/]+', '..')
  local way = (path == page) and '' or (up == '' and '' or up .. '/') .. place(path)
  return way .. (anchor ~= '' and '#' .. anchor or '')
end

local function begin(meta)
  page = pandoc.utils.stringify(meta.page)
  whole = meta.whole ~= nil
  folder = page:match('^(.*)/[^/]*$') or ''
  notes = assert(io.open(pandoc.utils.stringify(meta.notes), 'w'))
end

local function link(element)
  local to = element.target
  if to:match('^%a[%w+.-]*:') then return nil end
  local path, anchor = to:match('^([^#]*)#?(.*)$')
  path = path == '' and page or resolved(path)
  note('link', path, anchor)
  if not path:match('%.md$') then note('source', path) end
  if whole and not path:match('%.md$') then return element.content end -- the PDF has no sources
  element.target = way_to(path, anchor)
  -- code() below leaves it alone
  return element:walk({Code = function(it) it.classes:insert('linked') return it end})
end

-- A name of a file in the running text leads to the file: what a text speaks of can be looked at. Not so the file
-- that the student writes: the book would show it as it was.
local function code(element)
  local name = element.text
  if whole or element.classes:includes('linked') then return nil end
  if not name:match('^[%w_./-]+%.[ch]pp$') and not name:match('^[%w_./-]+%.py$') then return nil end
  local lesson, own = page:match('^lessons/(%d%d_([%w_]+))/')
  if lesson and name:match('[^/]*$') == own .. '.cpp' then return nil end
  local tries = {resolved(name), name, 'lessons/' .. name}
  if lesson then tries[4] = 'tests/' .. lesson .. '/' .. name end
  for _, path in ipairs(tries) do
    local student_file = path:match('^lessons/%d%d_([%w_]+)/([%w_]+)%.cpp$')
    if is_file(path) and path ~= page and not (student_file and path:match(student_file .. '%.cpp$')) then
      note('source', path)
      return pandoc.Link({element}, way_to(path, ''))
    end
  end
end

-- Width and height, so that nothing moves when the picture comes; the picture waits until it is scrolled to.
local function image(element)
  local path = resolved(element.src)
  note('figure', path)
  local file = io.open(path)
  if file then
    local width, height = file:read(2000):match('width="(%d+)"%s+height="(%d+)"')
    file:close()
    if width then element.attributes.width, element.attributes.height = width, height end
  end
  if whole then
    element.src = path
  else
    element.attributes.loading = 'lazy'
  end
  element.classes:insert('figure')
  return element
end

local function header(element)
  note('id', element.identifier)
  if whole then
    element.identifier = anchor_in_whole(page, element.identifier)
  elseif element.level == 1 then -- not among the sections of its own page
    local title = pandoc.utils.stringify(element):gsub('&', '&amp;'):gsub('<', '&lt;')
    return pandoc.RawBlock('html', '<h1 id="' .. element.identifier .. '">' .. title .. '</h1>')
  end
  return element
end

-- What does not fit scrolls in a box of its own, and the page stays where it is.
local function table_in_box(element)
  return pandoc.Div({element}, pandoc.Attr('', {'box'}))
end

local function formula_in_box(element)
  local only = #element.content == 1 and element.content[1]
  if only and only.t == 'Math' and only.mathtype == 'DisplayMath' then
    return pandoc.Div({pandoc.Plain({only})}, pandoc.Attr('', {'box', 'formula'}))
  end
end

local function raw(element)
  if whole then return pandoc.RawBlock('html', (element.text:gsub('<details>', '<details open>'))) end
end

-- The words of each section, for the search.
local function note_sections(blocks)
  local anchor, title, words = '', '', {}
  local function finish()
    if #words > 0 or title ~= '' then note('section', anchor, title, table.concat(words, ' ')) end
  end
  local collect = {
    Inline = function(it)
      if it.t == 'Str' or it.t == 'Code' then words[#words + 1] = it.text end
      if it.t == 'Math' then words[#words + 1] = it.text:gsub('\\%a+%s*', ''):gsub('[{}&\\]', '') end
    end,
    CodeBlock = function(it) words[#words + 1] = it.text end,
  }
  for _, block in ipairs(blocks) do
    if block.t == 'Header' then
      finish()
      anchor, title, words = block.identifier, pandoc.utils.stringify(block), {}
    else
      pandoc.walk_block(block, collect)
    end
  end
  finish()
end

-- What stands between <!-- staff --> and <!-- end of staff --> becomes a box that says so; other comments go.
local function staff_in_box(blocks)
  local left, box = pandoc.List(), nil
  for _, block in ipairs(blocks) do
    local text = block.t == 'RawBlock' and block.text:gsub('%s+$', '') or ''
    if text == '<!-- staff -->' then
      box = pandoc.List({pandoc.Para({pandoc.Strong({pandoc.Str('For those who teach')})})})
    elseif text == '<!-- end of staff -->' and box then
      left:insert(pandoc.Div(box, pandoc.Attr('', {'staff'})))
      box = nil
    elseif not text:match('^<!%-%-') then
      (box or left):insert(block)
    end
  end
  return left
end

return {
  {Meta = begin},
  {Pandoc = function(doc)
    note_sections(doc.blocks)
    doc.blocks = staff_in_box(doc.blocks)
    return doc
  end},
  {Link = link, Image = image, Header = header, Table = table_in_box, Para = formula_in_box, RawBlock = raw},
  {Code = code},
  {Pandoc = function() notes:close() end},
}
