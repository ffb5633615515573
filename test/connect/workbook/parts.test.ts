import { afterAll, describe, expect, it } from "vitest";
import { secretless } from "../../../src/connect/workbook/connections.ts";
import { queriesOf } from "../../../src/connect/workbook/power-query.ts";
import { Folder } from "./folder.ts";
import { relationsXml, zipOf, type PackageText } from "./package.ts";

const folder = new Folder();
afterAll(() => folder.close());

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
const bare: PackageText = { sheets: [{ name: "S", rows: row }] };

describe("what a workbook tells besides its cells", () => {
  it("who wrote it, when, with what; names, states, macros", async () => {
    const { workbook } = await folder.open(
      {
        packageRelations: [
          ["metadata/core-properties", "docProps/core.xml"],
          ["extended-properties", "docProps/app.xml"],
        ],
        relations: [["vbaProject", "vbaProject.bin"]],
        workbook:
          '<definedNames><definedName name="Rate">S!$B$1</definedName><definedName name="_xlnm.Print_Area" localSheetId="1" hidden="1">T!$A$1:$C$9</definedName></definedNames>',
        sheets: [
          { name: "S", rows: row },
          { name: "T", state: "hidden" },
          { name: "U", state: "veryHidden" },
        ],
        parts: [
          {
            name: "docProps/core.xml",
            content:
              '<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:creator>Dana &amp; Co</dc:creator><cp:lastModifiedBy>Lee</cp:lastModifiedBy><dcterms:created>2026-01-02T03:04:05Z</dcterms:created><dcterms:modified>2026-09-30T10:00:00+02:00</dcterms:modified></cp:coreProperties>',
          },
          { name: "docProps/app.xml", content: "<Properties><Application>Microsoft Excel</Application></Properties>" },
        ],
      },
      "macro.xlsm",
    );
    expect(workbook).toMatchObject({
      format: "xlsm",
      macros: true,
      creator: "Dana & Co",
      lastModifiedBy: "Lee",
      createdAt: "2026-01-02T03:04:05.000Z",
      modifiedAt: "2026-09-30T08:00:00.000Z",
      application: "Microsoft Excel",
      names: [
        { name: "Rate", sheet: undefined, refersTo: "S!$B$1", hidden: false },
        { name: "_xlnm.Print_Area", sheet: "T", refersTo: "T!$A$1:$C$9", hidden: true },
      ],
    });
    expect(workbook.sheets.map(({ name, state }) => [name, state])).toEqual([
      ["S", "visible"],
      ["T", "hidden"],
      ["U", "very-hidden"],
    ]);
    const plain = (await folder.open(bare)).workbook;
    expect(plain).toMatchObject({ format: "xlsx", macros: false, creator: undefined, modifiedAt: undefined, names: [], notes: [] });
  });

  it("notes, and threads with their people in the place of the notes that stand in for them", async () => {
    const { workbook } = await folder.open({
      relations: [["person", "persons/person.xml"]],
      sheets: [
        {
          name: "S",
          rows: row,
          relations: [
            ["comments", "../comments1.xml"],
            ["threadedComment", "../threadedComments/threadedComment1.xml"],
          ],
        },
      ],
      parts: [
        {
          name: "xl/comments1.xml",
          content:
            '<comments><authors><author>Lee</author><author>tc={A}</author></authors><commentList><comment ref="B7" authorId="1"><text><t>[Threaded comment] …</t></text></comment><comment ref="C2" authorId="0"><text><r><t>typed </t></r><r><t>over</t></r><rPh sb="0" eb="1"><t>no</t></rPh></text></comment></commentList></comments>',
        },
        {
          name: "xl/threadedComments/threadedComment1.xml",
          content:
            '<ThreadedComments><threadedComment ref="B7" dT="2026-09-30T12:00:00.00" personId="{p1}" id="{A}"><text>Why 900?</text></threadedComment><threadedComment ref="B7" dT="2026-09-30T14:00:00.00" personId="{P1}" id="{C}" parentId="{A}"><text>Thanks</text></threadedComment><threadedComment ref="B7" dT="2026-09-30T13:00:00.00" personId="{P2}" id="{B}" parentId="{A}"><text>Region override</text></threadedComment></ThreadedComments>',
        },
        {
          name: "xl/persons/person.xml",
          content: '<personList><person displayName="Dana" id="{P1}"/><person displayName="Lee" id="{P2}"/></personList>',
        },
      ],
    });
    const at = { row: 6, column: 1 };
    expect(workbook.sheets[0]?.comments).toEqual([
      { row: 1, column: 2, text: "typed over", author: "Lee", at: undefined, reply: false },
      { ...at, text: "Why 900?", author: "Dana", at: "2026-09-30T12:00:00.000Z", reply: false },
      { ...at, text: "Region override", author: "Lee", at: "2026-09-30T13:00:00.000Z", reply: true },
      { ...at, text: "Thanks", author: "Dana", at: "2026-09-30T14:00:00.000Z", reply: true },
    ]);
  });

  it("tables, and where filters stand: those of the sheet, of tables, not of a person's own view", async () => {
    const { workbook } = await folder.open({
      sheets: [
        {
          name: "S",
          rows: row,
          after:
            '<autoFilter ref="A1:B9"><filterColumn colId="0"><filters><filter val="Tampa"/></filters></filterColumn></autoFilter><customSheetViews><customSheetView><autoFilter ref="C1:C9"/></customSheetView></customSheetViews>',
          relations: [["table", "../tables/table1.xml"]],
        },
      ],
      parts: [
        {
          name: "xl/tables/table1.xml",
          content:
            '<table name="t" displayName="Jobs" ref="D1:E9"><autoFilter ref="D1:E9"><filterColumn colId="1" hiddenButton="1"/></autoFilter><tableColumns count="2"><tableColumn id="1" name="Job"/><tableColumn id="2" name="a_x000a_b"/></tableColumns></table>',
        },
      ],
    });
    expect(workbook.sheets[0]).toMatchObject({
      filters: [
        { range: { fromRow: 0, toRow: 8, fromColumn: 0, toColumn: 1 }, active: true },
        { range: { fromRow: 0, toRow: 8, fromColumn: 3, toColumn: 4 }, active: false },
      ],
      tables: [{ name: "Jobs", range: { fromRow: 0, toRow: 8, fromColumn: 3, toColumn: 4 }, columns: ["Job", "a\nb"] }],
    });
  });

  it("other workbooks with the values kept of them, as formulas number them", async () => {
    const { workbook } = await folder.open({
      ...bare,
      workbook: '<externalReferences><externalReference r:id="rId4"/><externalReference r:id="rId3"/></externalReferences>',
      relations: [
        ["externalLink", "externalLinks/externalLink1.xml"],
        ["externalLink", "externalLinks/externalLink2.xml"],
      ],
      parts: [
        {
          name: "xl/externalLinks/externalLink1.xml",
          content: `<externalLink xmlns:r="${office}"><externalBook r:id="rId1"><sheetNames><sheetName val="Jobs"/><sheetName val="Old"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>1</v></cell><cell r="B1"/><cell r="C1" t="str"><v>x</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`,
        },
        {
          name: "xl/externalLinks/_rels/externalLink1.xml.rels",
          content: relationsXml(office, [["externalLinkPath", "file:///C:/Weekly/jobs.xlsx", true]]),
        },
        {
          name: "xl/externalLinks/externalLink2.xml",
          content: '<externalLink><ddeLink ddeService="Feed" ddeTopic="Rates"/></externalLink>',
        },
      ],
    });
    expect(workbook.externalLinks).toEqual([
      { index: 1, target: "Feed|Rates", sheets: [], cachedCells: 0 },
      { index: 2, target: "file:///C:/Weekly/jobs.xlsx", sheets: ["Jobs", "Old"], cachedCells: 2 },
    ]);
  });

  it("connections without what is secret", async () => {
    const { workbook } = await folder.open({
      ...bare,
      relations: [["connections", "connections.xml"]],
      parts: [
        {
          name: "xl/connections.xml",
          content:
            '<connections><connection id="1" name="Warehouse" type="5"><dbPr connection="Provider=SQLOLEDB;Server=db;User ID=rpt;Password=hunter2;Database=jobs" command="SELECT * FROM jobs"/></connection><connection id="2" name="Rates" type="4"><webPr url="https://lee:hunter2@example.org/rates?api_key=hunter2&amp;year=2026"/></connection><connection id="3" name="File" type="6"><textPr sourceFile="C:\\jobs.csv"/></connection></connections>',
        },
      ],
    });
    expect(workbook.connections).toEqual([
      {
        name: "Warehouse",
        kind: "OLE DB",
        target: "Provider=SQLOLEDB;Server=db;User ID=rpt;Password=***;Database=jobs",
        command: "SELECT * FROM jobs",
      },
      { name: "Rates", kind: "web", target: "https://lee@example.org/rates?api_key=***&year=2026", command: undefined },
      { name: "File", kind: "text", target: "C:\\jobs.csv", command: undefined },
    ]);
    expect(JSON.stringify(workbook)).not.toContain("hunter2");
  });

  it.each([
    ["DSN=x;PWD={a;b};UID=y", "DSN=x;PWD=***;UID=y"],
    ['Jet OLEDB:Database Password="a;b";Mode=Read', "Jet OLEDB:Database Password=***;Mode=Read"],
    ["AccountKey=abc==;EndpointSuffix=core", "AccountKey=***;EndpointSuffix=core"],
    ['[Password="hunter2", User="lee"]', '[Password=***, User="lee"]'],
    ["Passwords=3", "Passwords=3"],
    ["let Pwd2 = 4 in Pwd2", "let Pwd2 = 4 in Pwd2"],
  ])("%s → %s", (text, expected) => {
    expect(secretless(text)).toBe(expected);
  });

  it("Power Queries, in the language they are written in", async () => {
    const section =
      'section Section1;\r\n\r\nshared Jobs = let\r\n    Source = Csv.Document(File.Contents("C:\\a;b.csv"), [Delimiter=";"]), // a; comment\r\n    M = Table.NestedJoin(Source, {"job"}, Ref, {"ref"}, "n")\r\nin\r\n    M;\r\n\r\n[ Description = "x;y" ]\r\nshared #"My ""Query""" = 1;';
    const inner = zipOf([
      { name: "Config/Package.xml", content: "<Package/>" },
      { name: "Formulas/Section1.m", content: section },
    ]);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(inner.length, 4);
    const base64 = Buffer.concat([head, inner, Buffer.alloc(12)]).toString("base64");
    const mashup = (text: string): Buffer =>
      Buffer.from(
        `\ufeff<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">${text}</DataMashup>`,
        "utf16le",
      );
    const book = (content: Buffer): PackageText => ({
      ...bare,
      relations: [
        ["customXml", "../customXml/item1.xml"],
        ["customXml", "../customXml/item2.xml"],
      ],
      parts: [
        { name: "customXml/item1.xml", content: "<other>AAAA</other>" },
        { name: "customXml/item2.xml", content },
      ],
    });
    const { workbook } = await folder.open(book(mashup(base64)));
    expect(workbook.queries.map(({ name }) => name)).toEqual(["Jobs", 'My "Query"']);
    expect(workbook.queries[0]?.text).toContain('Table.NestedJoin(Source, {"job"}, Ref, {"ref"}, "n")\r\nin\r\n    M');
    expect(workbook.queries[1]?.text).toBe("1");
    expect(await folder.refused(book(mashup(base64.slice(0, 40))))).toMatchObject({ code: "damaged-workbook" });
    expect(queriesOf("section Section1;")).toEqual([]);
  });

  it("the log of a shared workbook", async () => {
    const { workbook } = await folder.open({
      ...bare,
      relations: [["revisionHeaders", "revisions/revisionHeaders.xml"]],
      parts: [
        {
          name: "xl/revisions/revisionHeaders.xml",
          content: `<headers xmlns:r="${office}"><header dateTime="2026-09-28T08:00:00Z" userName="Lee" r:id="rId1"/></headers>`,
        },
        { name: "xl/revisions/_rels/revisionHeaders.xml.rels", content: relationsXml(office, [["revisionLog", "revisionLog1.xml"]]) },
        {
          name: "xl/revisions/revisionLog1.xml",
          content:
            '<revisions><rcc rId="1" sId="1"><oc r="B7"><v>850</v></oc><nc r="B7"><v>900</v></nc></rcc><rcc rId="2" sId="1"><nc r="C7" t="inlineStr"><is><t>West</t></is></nc></rcc><rcc rId="3" sId="9"><oc r="D7"><f>B7*2</f><v>1700</v></oc><nc r="D7"/></rcc><rrc rId="4" sId="1" eol="1" ref="A9:XFD9" action="insertRow"/></revisions>',
        },
      ],
    });
    const head = { at: "2026-09-28T08:00:00.000Z", by: "Lee" };
    expect(workbook.revisions).toEqual([
      { ...head, sheet: "S", row: 6, column: 1, before: "850", after: "900" },
      { ...head, sheet: "S", row: 6, column: 2, before: undefined, after: "West" },
      { ...head, sheet: undefined, row: 6, column: 3, before: "=B7*2", after: undefined },
    ]);
    expect(workbook.notes).toEqual(["book.xlsx: 1 entries of the revision log are no changes of cells and were not read"]);
  });
});
