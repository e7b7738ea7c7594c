"""Print-ready flat things: photos, postcards, magnets, keychains. Lengths in millimetres, y downwards, as on a sheet of paper.

design/      what a person composes: layers on the pages of one thing; templates, and what is filled into them
composing/   a design as a piece: its layers as marks, its outline, one piece after another from a list
drawing      what it is to be printed with: a list of marks, the one input of every output
pictures/    reading, cropping and improving pictures, frames of videos, the shape of sounds
silhouette/  the outline of a thing that is cut: cut line, white ink, and the solid that it becomes in 3D
imposition/  how pieces lie on sheets: guillotine grids, nesting, marks
color/       inks, profiles, soft proof
raster/      marks as pixels: screen, photo lab, mock-ups
pdf/         marks as PDF/X-4, with spot colours
plates/      what a RIP makes of a PDF: each ink alone and together
preflight/   whether a PDF can be printed, judged without any code of the writer
"""
