-- Wireshark dissector for what `--pcapng` writes: 1822 messages on hosts' cables (link type USER0), and packets on the lines
-- between IMPs (link type USER1).
--
--   tshark -X lua_script:arpanet.lua -r out.pcapng
--   wireshark -X lua_script:arpanet.lua out.pcapng
--
-- A message stands behind a pseudo-header of eight octets (version, direction, length in bits, IMP, host, flags), a packet
-- behind another (version, zero, sending IMP, receiving IMP, zeros).
-- Sources: the leader, RFC 381 and RFC 394; host-host header and commands, NIC 8246 p. 19-28; packets, IMP program 3050.

local arpanet = Proto("arpanet", "ARPANET 1822 message")

local TYPES_TO_IMP = {
    [0] = "regular", [1] = "error without identification", [2] = "host going down", [4] = "NOP",
    [8] = "error with identification",
}
local TYPES_TO_HOST = {
    [0] = "regular", [1] = "error in leader", [2] = "IMP going down", [4] = "NOP", [5] = "RFNM",
    [7] = "destination dead", [8] = "error in data", [9] = "incomplete transmission", [10] = "interface reset",
}
local DIRECTIONS = { [0] = "host to IMP", [1] = "IMP to host" }

-- Each command: its name, and its parameters with their lengths in octets.
local COMMANDS = {
    [0] = { "NOP" },
    [1] = { "RTS", { "my receive socket", 4 }, { "your send socket", 4 }, { "link", 1 } },
    [2] = { "STR", { "my send socket", 4 }, { "your receive socket", 4 }, { "size", 1 } },
    [3] = { "CLS", { "my socket", 4 }, { "your socket", 4 } },
    [4] = { "ALL", { "link", 1 }, { "message space", 2 }, { "bit space", 4 } },
    [5] = { "GVB", { "link", 1 }, { "message fraction", 1 }, { "bit fraction", 1 } },
    [6] = { "RET", { "link", 1 }, { "message space", 2 }, { "bit space", 4 } },
    [7] = { "INR", { "link", 1 } },
    [8] = { "INS", { "link", 1 } },
    [9] = { "ECO", { "data", 1 } },
    [10] = { "ERP", { "data", 1 } },
    [11] = { "ERR", { "code", 1 }, { "data", 10 } },
    [12] = { "RST" },
    [13] = { "RRP" },
}
local OPCODES = {}
for opcode, command in pairs(COMMANDS) do OPCODES[opcode] = command[1] end

local f = {
    version = ProtoField.uint8("arpanet.version", "Pseudo-header version"),
    direction = ProtoField.uint8("arpanet.direction", "Direction", base.DEC, DIRECTIONS),
    length_bits = ProtoField.uint16("arpanet.length_bits", "Length in bits"),
    cable_imp = ProtoField.uint16("arpanet.cable.imp", "IMP at this cable"),
    cable_host = ProtoField.uint8("arpanet.cable.host", "Host interface there"),
    length_alone = ProtoField.bool("arpanet.length_alone", "Made for its length alone", 8, nil, 0x01),
    priority = ProtoField.bool("arpanet.priority", "Priority", 8, nil, 0x80),
    for_imp = ProtoField.bool("arpanet.for_imp", "For or from an IMP", 8, nil, 0x40),
    trace = ProtoField.bool("arpanet.trace", "Trace", 8, nil, 0x20),
    octal = ProtoField.bool("arpanet.octal", "Octal", 8, nil, 0x10),
    type_to_imp = ProtoField.uint8("arpanet.type", "Message type", base.DEC, TYPES_TO_IMP, 0x0f),
    type_to_host = ProtoField.uint8("arpanet.type", "Message type", base.DEC, TYPES_TO_HOST, 0x0f),
    host = ProtoField.uint8("arpanet.host", "Host", base.DEC, nil, 0xc0),
    imp = ProtoField.uint8("arpanet.imp", "IMP", base.DEC, nil, 0x3f),
    link = ProtoField.uint8("arpanet.link", "Link"),
    message_id = ProtoField.uint8("arpanet.message_id", "Message-id", base.DEC, nil, 0xf0),
    subtype = ProtoField.uint8("arpanet.subtype", "Subtype", base.DEC, nil, 0x0f),
    m1 = ProtoField.uint8("arpanet.hh.m1", "M1"),
    size = ProtoField.uint8("arpanet.hh.size", "S, byte size"),
    count = ProtoField.uint16("arpanet.hh.count", "C, byte count"),
    m2 = ProtoField.uint8("arpanet.hh.m2", "M2"),
    text = ProtoField.bytes("arpanet.hh.text", "Text"),
    filler = ProtoField.bytes("arpanet.hh.filler", "M3 and padding"),
    opcode = ProtoField.uint8("arpanet.ncp.opcode", "Opcode", base.DEC, OPCODES),
    parameter = ProtoField.uint32("arpanet.ncp.parameter", "Parameter"),
    quoted = ProtoField.bytes("arpanet.ncp.quoted", "Data"),
}
arpanet.fields = f

local cut = ProtoExpert.new("arpanet.cut", "The message ends too early", expert.group.MALFORMED, expert.severity.ERROR)
local illegal = ProtoExpert.new("arpanet.illegal", "Illegal opcode", expert.group.PROTOCOL, expert.severity.ERROR)
arpanet.experts = { cut, illegal }

local function host_name(octet)
    return string.format("host %d IMP %d", bit.rshift(octet, 6), bit.band(octet, 0x3f))
end

-- One command after the other; returns what they say in a line.
local function dissect_commands(text, tree)
    local told, at = {}, 0
    while at < text:len() do
        local opcode = text(at, 1):uint()
        local command = COMMANDS[opcode]
        if command == nil then
            tree:add(f.opcode, text(at, 1)):add_proto_expert_info(illegal)
            table.insert(told, "illegal opcode " .. opcode)
            break
        end
        local length = 1
        for index = 2, #command do length = length + command[index][2] end
        if at + length > text:len() then
            tree:add(f.opcode, text(at, 1)):add_proto_expert_info(cut)
            table.insert(told, command[1] .. " cut off")
            break
        end
        local branch = tree:add(arpanet, text(at, length), command[1])
        branch:add(f.opcode, text(at, 1))
        local words, place = { command[1] }, at + 1
        for index = 2, #command do
            local name, size = command[index][1], command[index][2]
            if size <= 4 then
                local value = text(place, size):uint()
                branch:add(f.parameter, text(place, size), value):set_text(name .. ": " .. value)
                table.insert(words, name .. " " .. value)
            else
                branch:add(f.quoted, text(place, size))
            end
            place = place + size
        end
        branch:set_text(table.concat(words, " "))
        table.insert(told, table.concat(words, " "))
        at = at + length
    end
    return table.concat(told, "; ")
end

local function printable(range)
    return (range:raw():gsub("[^\32-\126]", "."))
end

-- Header, text and filler of a message between two NCPs; returns it in a line.
local function dissect_host_host(message, link, tree)
    if message:len() < 9 then
        tree:add_proto_expert_info(cut)
        return "no host-host header"
    end
    local header = tree:add(arpanet, message(4, 5), "Host-host header")
    header:add(f.m1, message(4, 1))
    header:add(f.size, message(5, 1))
    header:add(f.count, message(6, 2))
    header:add(f.m2, message(8, 1))
    local size, count = message(5, 1):uint(), message(6, 2):uint()
    local octets = math.floor((size * count + 7) / 8)
    if octets > message:len() - 9 then
        header:add_proto_expert_info(cut)
        octets = message:len() - 9
    end
    local told = string.format("%d bytes of %d bits", count, size)
    if octets > 0 then
        local text = message(9, octets)
        if link == 0 and size == 8 then
            told = dissect_commands(text, tree:add(arpanet, text, "Control commands"))
        else
            tree:add(f.text, text)
            if size == 8 then told = told .. ": " .. printable(text) end
        end
    end
    if message:len() > 9 + octets then
        tree:add(f.filler, message(9 + octets))
    end
    return told
end

local function dissect_leader(message, direction, tree)
    local leader = tree:add(arpanet, message(0, 4), "Leader")
    leader:add(f.priority, message(0, 1))
    leader:add(f.for_imp, message(0, 1))
    leader:add(f.trace, message(0, 1))
    leader:add(f.octal, message(0, 1))
    leader:add(direction == 0 and f.type_to_imp or f.type_to_host, message(0, 1))
    leader:add(f.host, message(1, 1))
    leader:add(f.imp, message(1, 1))
    leader:add(f.link, message(2, 1))
    leader:add(f.message_id, message(3, 1))
    leader:add(f.subtype, message(3, 1))
end

function arpanet.dissector(buffer, pinfo, root)
    if buffer:len() < 8 then return 0 end
    pinfo.cols.protocol = "ARPANET"
    local tree = root:add(arpanet, buffer())
    local direction = buffer(1, 1):uint()
    local frame = tree:add(arpanet, buffer(0, 8), "Cable")
    frame:add(f.version, buffer(0, 1))
    frame:add(f.direction, buffer(1, 1))
    frame:add(f.length_bits, buffer(2, 2))
    frame:add(f.cable_imp, buffer(4, 2))
    frame:add(f.cable_host, buffer(6, 1))
    frame:add(f.length_alone, buffer(7, 1))
    local here = string.format("host %d IMP %d", buffer(6, 1):uint(), buffer(4, 2):uint())
    if buffer:len() < 12 then
        tree:add_proto_expert_info(cut)
        return buffer:len()
    end
    local message = buffer(8):tvb()
    dissect_leader(message, direction, tree)
    local kind = bit.band(message(0, 1):uint(), 0x0f)
    local for_imp = bit.band(message(0, 1):uint(), 0x40) ~= 0
    local link = message(2, 1):uint()
    local there = host_name(message(1, 1):uint())
    pinfo.cols.src = direction == 0 and here or there
    pinfo.cols.dst = direction == 0 and there or here
    local names = direction == 0 and TYPES_TO_IMP or TYPES_TO_HOST
    local told = names[kind] or ("unassigned type " .. kind)
    if kind == 0 and not for_imp and buffer(7, 1):uint() == 0 then
        told = string.format("link %d: %s", link, dissect_host_host(message, link, tree))
    elseif direction == 1 and (kind == 5 or kind >= 7 and kind <= 9) then
        told = string.format("%s, link %d", told, link)
    end
    pinfo.cols.info = told
    return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, arpanet)

-- Packets on lines.

local packet = Proto("arpanet_line", "ARPANET packet between IMPs")

-- What the low octet of HEAD says, without the priority order number.
local KINDS = {
    [0x04] = "MSG8", [0x0c] = "INC?8", [0x40] = "RFNM8", [0x42] = "RFNM+ALL8", [0x44] = "REQ8", [0x48] = "INC!8",
    [0x4a] = "INC!8+ALL", [0x4c] = "INC?8/REQ", [0x02] = "ALL8", [0x82] = "ALL1", [0x84] = "MSG1(alloc)", [0x86] = "GVB",
    [0x8c] = "INC?1", [0x8e] = "INC?/GVB", [0xc0] = "RFNM1", [0xc4] = "MSG1", [0xc8] = "INC!1",
}
local CORE_IMAGE_OCTETS = 2 * 13776

local p = {
    version = ProtoField.uint8("arpanet.line.version", "Pseudo-header version"),
    from = ProtoField.uint16("arpanet.line.from", "Sent by IMP"),
    to = ProtoField.uint16("arpanet.line.to", "Sent to IMP"),
    odd = ProtoField.bool("arpanet.line.odd", "Odd on its channel", 16, nil, 0x8000),
    channel = ProtoField.uint16("arpanet.line.channel", "Channel", base.DEC, nil, 0x1f00),
    acks = ProtoField.uint16("arpanet.line.acks", "Acknowledgments, channels 7 to 0", base.HEX, nil, 0x00ff),
    kind = ProtoField.string("arpanet.line.kind", "Kind"),
    number = ProtoField.uint16("arpanet.line.number", "Message number", base.DEC, nil, 0xff00),
    single = ProtoField.bool("arpanet.line.single", "Single-packet class", 16, nil, 0x0080),
    order = ProtoField.uint16("arpanet.line.order", "Priority order number", base.DEC, nil, 0x0030),
    transmission = ProtoField.bool("arpanet.line.transmission", "Transmission, not reply", 16, nil, 0x0004),
    priority = ProtoField.bool("arpanet.line.priority", "Priority", 16, nil, 0x8000),
    for_imp = ProtoField.bool("arpanet.line.for_imp", "For the IMP's own host", 16, nil, 0x4000),
    piece = ProtoField.uint16("arpanet.line.piece", "Packet of the message", base.DEC, nil, 0x0700),
    dead = ProtoField.bool("arpanet.line.dead", "Destination dead", 16, nil, 0x0100),
    last = ProtoField.bool("arpanet.line.last", "Last packet of the message", 16, nil, 0x8000),
    from_imp = ProtoField.bool("arpanet.line.from_imp", "From the IMP's own host", 16, nil, 0x4000),
    upper = ProtoField.bool("arpanet.line.upper", "Sent by the higher number of the two ends", 16, nil, 0x0400),
    destination_host = ProtoField.uint16("arpanet.line.destination.host", "Destination host", base.DEC, nil, 0x00c0),
    destination_imp = ProtoField.uint16("arpanet.line.destination.imp", "Destination IMP", base.DEC, nil, 0x003f),
    source_host = ProtoField.uint16("arpanet.line.source.host", "Source host", base.DEC, nil, 0x00c0),
    source_imp = ProtoField.uint16("arpanet.line.source.imp", "Source IMP", base.DEC, nil, 0x003f),
    link = ProtoField.uint16("arpanet.line.link", "Link", base.DEC, nil, 0xff00),
    sender = ProtoField.uint16("arpanet.line.sender", "IMP that speaks", base.DEC, nil, 0x3f00),
    heard = ProtoField.bool("arpanet.line.heard", "I heard you", 16, nil, 0x0010),
    sync = ProtoField.uint16("arpanet.line.sync", "Time, in fast ticks"),
    serial = ProtoField.uint16("arpanet.line.serial", "Serial number", base.DEC, nil, 0xff00),
    hops = ProtoField.uint16("arpanet.line.hops", "Hops", base.DEC, nil, 0xf800),
    delay = ProtoField.uint16("arpanet.line.delay", "Delay", base.DEC, nil, 0x07ff),
    text = ProtoField.bytes("arpanet.line.text", "Text"),
    checksum = ProtoField.uint16("arpanet.line.checksum", "Checksum", base.HEX),
    summary = ProtoField.string("arpanet.line.summary", "In a line"),
    core = ProtoField.bytes("arpanet.line.core", "Memory of an IMP"),
}
packet.fields = p

local short = ProtoExpert.new("arpanet.line.short", "The packet ends too early", expert.group.MALFORMED, expert.severity.ERROR)
local wrong = ProtoExpert.new("arpanet.line.wrong", "The checksum does not hold", expert.group.CHECKSUM, expert.severity.ERROR)
packet.experts = { short, wrong }

-- All words of a packet sum to their number less one.
local function holds(words)
    local sum = 0
    for at = 0, words:len() - 2, 2 do sum = sum + words(at, 2):uint() end
    return bit.band(sum, 0xffff) == bit.band(words:len() / 2 - 1, 0xffff)
end

local function dissect_routing(words, tree)
    tree:add(p.serial, words(4, 2))
    local reachable = 0
    for at = 6, words:len() - 4, 2 do
        local entry, hops = words(at, 2), bit.rshift(words(at, 2):uint(), 11)
        local branch = tree:add(packet, entry)
        branch:add(p.hops, entry)
        branch:add(p.delay, entry)
        if entry:uint() == 0xffff then
            branch:set_text(string.format("IMP %d: not reached", at / 2 - 3))
        else
            reachable = reachable + 1
            branch:set_text(string.format("IMP %d: %d hops, delay %d", at / 2 - 3, hops, bit.band(entry:uint(), 0x7ff)))
        end
    end
    return string.format(", serial %d, %d IMPs reachable", bit.rshift(words(4, 2):uint(), 8), reachable)
end

local function dissect_control(words, head, tree)
    tree:add(p.sender, words(2, 2))
    tree:add(p.heard, words(2, 2))
    local from = string.format(" from IMP %d", bit.band(bit.rshift(head, 8), 0x3f))
    if head >= 0x8000 then return "core request" end
    if bit.band(head, 0x02) ~= 0 then
        tree:add(p.sync, words(4, 2))
        local heard = bit.band(head, 0x10) ~= 0 and " with I-heard-you" or ""
        return string.format("null%s%s, SYNC %d", heard, from, words(4, 2):uint())
    end
    if bit.band(head, 0x04) ~= 0 then return "reload demand" .. from end
    if bit.band(head, 0x08) ~= 0 then return "core dump" .. from end
    return "routing message" .. from .. dissect_routing(words, tree)
end

local function imp_and_host(range)
    local word = range:uint()
    local own = bit.band(word, 0x4000) ~= 0 and " (fake host)" or ""
    return string.format("%d.%d%s", bit.band(word, 0x3f), bit.band(bit.rshift(word, 6), 3), own)
end

local function dissect_data(words, head, tree)
    local destination, source = words(4, 2), words(6, 2)
    local transmission = bit.band(head, 0x04) ~= 0
    local dead = not transmission and bit.band(destination:uint(), 0x100) ~= 0
    local kind = KINDS[bit.band(head, 0xcf)] or string.format("HEAD %03o", bit.band(head, 0xcf))
    if dead then kind = bit.band(head, 0x80) ~= 0 and "DEAD1" or "DEAD8" end
    tree:add(p.kind, kind):set_generated()
    for _, field in ipairs({ p.number, p.single, p.order, p.transmission }) do tree:add(field, words(2, 2)) end
    tree:add(transmission and p.priority or p.dead, destination)
    if transmission then
        tree:add(p.for_imp, destination)
        tree:add(p.piece, destination)
    end
    tree:add(p.destination_host, destination)
    tree:add(p.destination_imp, destination)
    for _, field in ipairs({ p.last, p.from_imp, p.upper, p.source_host, p.source_imp }) do tree:add(field, source) end
    if words:len() > 10 then tree:add(p.link, words(8, 2)) end
    if words:len() > 12 then tree:add(p.text, words(10, words:len() - 12)) end
    local told = string.format("%s number %d from %s to %s", kind, bit.rshift(head, 8), imp_and_host(source), imp_and_host(destination))
    if transmission and words:len() > 10 then
        local piece = bit.band(bit.rshift(destination:uint(), 8), 7)
        told = string.format("%s packet %d link %d, %d data words", told, piece, words(8, 1):uint(), words:len() / 2 - 6)
    end
    return told
end

function packet.dissector(buffer, pinfo, root)
    if buffer:len() < 8 then return 0 end
    pinfo.cols.protocol = "ARPANET line"
    local tree = root:add(packet, buffer())
    local frame = tree:add(packet, buffer(0, 8), "Line")
    frame:add(p.version, buffer(0, 1))
    frame:add(p.from, buffer(2, 2))
    frame:add(p.to, buffer(4, 2))
    pinfo.cols.src = string.format("IMP %d", buffer(2, 2):uint())
    pinfo.cols.dst = string.format("IMP %d", buffer(4, 2):uint())
    if buffer:len() < 18 or buffer:len() % 2 == 1 then
        tree:add_proto_expert_info(short)
        pinfo.cols.info = "no packet"
        return buffer:len()
    end
    local words = buffer(8):tvb()
    if words:len() == CORE_IMAGE_OCTETS then
        tree:add(p.core, words())
        pinfo.cols.info = "core image"
        return buffer:len()
    end
    local head = words(2, 2):uint()
    tree:add(p.odd, words(0, 2))
    tree:add(p.channel, words(0, 2))
    tree:add(p.acks, words(0, 2))
    local is_control = bit.band(head, 0x01) ~= 0
    local told = is_control and dissect_control(words, head, tree) or dissect_data(words, head, tree)
    tree:add(p.summary, told):set_generated()
    pinfo.cols.info = told
    local sum = tree:add(p.checksum, words(words:len() - 2, 2))
    -- A core request is known before its checksum is looked at.
    if not (is_control and head >= 0x8000) and not holds(words) then sum:add_proto_expert_info(wrong) end
    return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER1, packet)
