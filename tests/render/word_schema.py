"""What may stand in an element of a Word file, in the order of the schema (ECMA-376, wml.xsd)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "document": "background body",
    "p": "pPr r",
    "r": "rPr",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "pBdr": "top left bottom right between bar",
    "tabs": "tab",
    "tbl": "tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
    "tblDescription tblPrChange",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tblGrid": "gridCol",
    "tr": "tblPrEx trPr tc",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader "
    "tblCellSpacing jc hidden",
    "tc": "tcPr p",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark headers",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
    "fonts": "font",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold",
    "settings": "zoom mirrorMargins defaultTabStop evenAndOddHeaders drawingGridVerticalSpacing "
    "characterSpacingControl footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping",
    "compat": "compatSetting",
}
TEXTS = {"body", "t", "br", "tab", "fldSimple", "ftr"}
"""What is of any order: a body is of paragraphs and tables, its section last."""
KNOWN = {*ORDER, *TEXTS, *(name for order in ORDER.values() for name in order.split())}


def name_of(element: Element) -> str:
    return element.tag.removeprefix(SPACE)


def misplaced(root: Element) -> Iterator[str]:
    """What the schema does not know where it stands, or does not have there."""
    for element in root.iter():
        name, found = name_of(element), [name_of(child) for child in element]
        if not element.tag.startswith(SPACE):
            continue
        if name not in KNOWN:
            yield name
        if name == "body" and (found[-1] != "sectPr" or "sectPr" in found[:-1]):
            yield "body: sectPr"
        order = ORDER.get(name, "").split()
        if name == "r":
            order += ["t", "tab", "br"]
            found = [each if each == "rPr" else "t" for each in found]
        if name == "p":
            found = ["r" if each == "fldSimple" else each for each in found]
        if not order or name == "tabs":
            continue
        if not set(found) <= set(order):
            yield f"{name}: {set(found) - set(order)}"
        elif (places := [order.index(each) for each in found]) != sorted(places):
            yield f"{name}: {found}"
